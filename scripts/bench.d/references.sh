# Installs the programs nightbeat is set beside. Read by scripts/bench.

# A Python environment in folder $1, and QGIS from Debian or Ubuntu.
install_references() {
  python_references "$1"
  if wanted qgis; then
    qgis_reference
  fi
}

python_references() {
  local environment=$1 packages=() package
  wanted kdepy && packages+=("KDEpy==1.1.12")
  wanted libkdv && packages+=("libkdv==1.1.20")
  wanted duckdb && packages+=("duckdb")
  # Comparing surfaces cell by cell takes numpy.
  { wanted kdepy || wanted qgis; } && packages+=("numpy")
  [ ${#packages[@]} -gt 0 ] || return 0
  python3 -c "import ensurepip" 2>/dev/null || apt_install "a Python environment" python3-venv
  [ -x "$environment/bin/python" ] || python3 -m venv "$environment"
  echo "Into $environment, pip will install: ${packages[*]}" >&2
  for package in "${packages[@]}"; do
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "$package" >&2 ||
      echo "$package could not be installed; what needs it is left out" >&2
  done
}

# PyQGIS belongs to the system's own Python, so there is no throw-away way to have it.
qgis_reference() {
  /usr/bin/python3 -c "import qgis.analysis" 2>/dev/null && return 0
  echo "QGIS is big: about 210 packages and 1 GB. Leave it out with --without qgis;" >&2
  echo "be rid of it later with: apt-get purge python3-qgis && apt-get autoremove" >&2
  apt_install "QGIS, to compare with its heatmap" python3-qgis
}

# Installs packages for the reason $1; goes on without them when that is not possible.
apt_install() {
  local reason=$1 as_root=()
  shift
  if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here for $*; what needs it is left out" >&2
    return 0
  fi
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "For $reason, apt-get will now install as root: $*" >&2
  "${as_root[@]}" apt-get update -qq >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
    echo "$* could not be installed; what needs it is left out" >&2
}
