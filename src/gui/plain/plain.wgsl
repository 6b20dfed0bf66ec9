// egui's triangles, drawn with as little work a pixel as their picture needs. egui's own shader
// filters textures by hand as an alternative; a processor computes both branches.

struct View {
    // Size of the window, in points.
    size: vec2<f32>,
};

@group(0) @binding(0) var<uniform> view: View;
@group(1) @binding(0) var image: texture_2d<f32>;
@group(1) @binding(1) var filtered: sampler;

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(linear) color: vec4<f32>,
    @location(1) @interpolate(linear) uv: vec2<f32>,
};

@vertex
fn corner(
    @location(0) at: vec2<f32>,
    @location(1) uv: vec2<f32>,
    @location(2) color: vec4<f32>,
) -> Corner {
    var out: Corner;
    let place = 2.0 * at / view.size;
    out.position = vec4<f32>(place.x - 1.0, 1.0 - place.y, 0.0, 1.0);
    out.color = color;
    out.uv = uv;
    return out;
}

// Colours are premultiplied and in gamma space; so is a target that is not sRGB.
@fragment
fn textured(in: Corner) -> @location(0) vec4<f32> {
    return in.color * textureSample(image, filtered, in.uv);
}

@fragment
fn bare(in: Corner) -> @location(0) vec4<f32> {
    return in.color;
}
