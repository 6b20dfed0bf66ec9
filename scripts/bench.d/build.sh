# Builds the programs that are measured. Read by scripts/bench.

# Builds the benchmark or program $2 ($1 is "bench" or "bin") with the further arguments; prints
# the path of what cargo built.
build() {
  local kind=$1 name=$2
  shift 2
  echo "Building $name" >&2
  # One warm target folder outside the checkout serves every checkout of this user.
  CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/nightbeat/target} \
    cargo build --quiet --profile "$profile" --manifest-path "$here/Cargo.toml" \
    "--$kind" "$name" "$@" --message-format=json |
    sed -n "s/.*\"name\":\"$name\".*\"executable\":\"\([^\"]*\)\".*/\1/p" | tail -n 1
}
