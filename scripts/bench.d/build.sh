# Builds benchmarks. Read by scripts/bench.

# Builds benchmark $1 with the further arguments; prints the path of the program.
build_bench() {
  local name=$1
  shift
  echo "Building benchmark $name" >&2
  # One warm target folder outside the checkout serves every checkout of this user.
  CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/nightbeat/target} \
    cargo build --quiet --profile "$profile" --manifest-path "$here/Cargo.toml" \
    --bench "$name" "$@" --message-format=json |
    sed -n "s/.*\"name\":\"$name\".*\"executable\":\"\([^\"]*\)\".*/\1/p" | tail -n 1
}
