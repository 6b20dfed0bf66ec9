// Incidents as discs with a dark rim. One instance is one position; the corner of its square
// is the vertex. What is written here of room, share and radius is scene::crowd's.

struct View {
    // Middle of the view from the local origin, in two parts: what one f32 cannot hold of it.
    centre_high: vec2<f32>,
    centre_low: vec2<f32>,
    // Size of the view, in points.
    size: vec2<f32>,
    // Points for one unit of the world square.
    scale: f32,
    // Points for one pixel.
    pixel: f32,
    fill: vec4<f32>,
    rim: vec4<f32>,
    // log2 of square points to the square metre; of the room at which a mark is gone and whole.
    scale_log2: f32,
    gone_log2: f32,
    whole_log2: f32,
    opacity: f32,
};

@group(0) @binding(0) var<uniform> view: View;

override MARK_COUNT_LOG2: f32;
override LEAST_DENSITY_LOG2: f32;
override GREATEST_DENSITY_LOG2: f32;
override RADIUS_PT: f32;
override GROWTH_PT: f32;
override MOST_DOUBLINGS: f32;
override LEAST_RADIUS_PT: f32;
override RADIUS_OF_ROOM: f32;

const RIM_PT: f32 = 1.0;

struct Corner {
    @builtin(position) position: vec4<f32>,
    // From the middle of the mark, in points.
    @location(0) from_middle: vec2<f32>,
    @location(1) @interpolate(flat) radius: f32,
    @location(2) @interpolate(flat) share: f32,
};

@vertex
fn corner_of_mark(
    @builtin(vertex_index) index: u32,
    @location(0) at: vec2<f32>,
    @location(1) mark: vec2<f32>,
) -> Corner {
    let density_log2 = mix(LEAST_DENSITY_LOG2, GREATEST_DENSITY_LOG2, mark.y);
    let room_log2 = view.scale_log2 - density_log2;
    let share = smoothstep(view.gone_log2, view.whole_log2, room_log2);
    let doublings = min(mark.x * MARK_COUNT_LOG2, MOST_DOUBLINGS);
    let wide = min(RADIUS_PT + GROWTH_PT * doublings, RADIUS_OF_ROOM * exp2(0.5 * room_log2));
    let radius = max(wide, LEAST_RADIUS_PT);

    // Without a mark all corners are one point outside the view.
    var out: Corner;
    out.position = vec4<f32>(2.0, 2.0, 2.0, 1.0);
    out.from_middle = vec2<f32>(0.0);
    out.radius = radius;
    out.share = share * view.opacity;
    if mark.x > 0.0 && share > 0.0 {
        let side = vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
        out.from_middle = side * (radius + RIM_PT + 0.5 * view.pixel);
        let middle = ((at - view.centre_high) - view.centre_low) * view.scale;
        let place = 2.0 * (middle + out.from_middle) / view.size;
        out.position = vec4<f32>(place.x, -place.y, 0.0, 1.0);
    }
    return out;
}

fn colour(in: Corner) -> vec4<f32> {
    let distance = length(in.from_middle);
    let inside = clamp((in.radius - distance) / view.pixel + 0.5, 0.0, 1.0);
    let covered = clamp((in.radius + RIM_PT - distance) / view.pixel + 0.5, 0.0, 1.0);
    return mix(view.rim, view.fill, inside) * covered * in.share;
}

// egui's colours are premultiplied and in gamma space; so is a target that is not sRGB.
@fragment
fn disc_gamma(in: Corner) -> @location(0) vec4<f32> {
    return colour(in);
}

@fragment
fn disc_linear(in: Corner) -> @location(0) vec4<f32> {
    let gamma = colour(in);
    let lower = gamma.rgb / vec3<f32>(12.92);
    let higher = pow((gamma.rgb + vec3<f32>(0.055)) / vec3<f32>(1.055), vec3<f32>(2.4));
    return vec4<f32>(select(higher, lower, gamma.rgb < vec3<f32>(0.04045)), gamma.a);
}
