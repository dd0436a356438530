# Shared by ./run and ./test: what a bare Debian 12 or 13 lacks. Sourced, not run.

say() { printf '%s\n' "$*"; }
fail() { printf '错误：%s\n' "$*" >&2; exit 1; }

# python=… : the newest of Python 3.11 to 3.13 that is there and can make virtual environments
need_python() {
  if newest_python; then return; fi
  # Debian's own Python comes without the part that makes environments.
  system_packages python3 python3-venv && newest_python ||
    fail "需要 Python 3.11、3.12 或 3.13（Debian 12 自带 3.11，Debian 13 自带 3.13）。请安装：apt-get install python3 python3-venv"
}

newest_python() {
  for python in python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys, venv, ensurepip, sqlite3, ssl; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then return; fi
  done
  return 1
}

# system_packages NAME…: install what is missing when root, else print the line to run and return 1
system_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then return 0; fi
  if [ "$(id -u)" -ne 0 ]; then
    say "缺少系统软件包，请由管理员运行：sudo apt-get install ${missing[*]}"
    return 1
  fi
  say "正在安装系统软件包：${missing[*]}"
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null; then
    say "没有装成，请检查软件源后运行：apt-get install ${missing[*]}"
    return 1
  fi
}

# virtual_environment FOLDER REQUIREMENTS: made anew when the requirements or the system's Python changed; hashes are checked
virtual_environment() {
  local folder=$1 wanted
  wanted="$(sha256sum "$2" | cut -d' ' -f1) $("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
  if [ "$(cat "$folder/.requirements" 2>/dev/null)" = "$wanted" ]; then return; fi
  say "正在准备 Python 环境（首次需要几分钟）……"
  rm -rf "$folder"
  "$python" -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$2" 2>&1 | grep -v '^WARNING: Location' >&2 || true
  "$folder/bin/python" -c 'import django' 2>/dev/null || fail "Python 软件包没有装成，请检查网络或软件源后重新运行。"
  "$folder/bin/pip" check --disable-pip-version-check >/dev/null || fail "Python 软件包不完整，请删除 $folder 后重新运行。"
  echo "$wanted" > "$folder/.requirements"
}

need_free_port() {
  "$python" - "$1" "$2" <<'PY' || fail "端口 $2 不能使用（已被占用或无权使用）。请换一个端口，例如：PORT=8080 ./run"
import socket, sys
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind((sys.argv[1], int(sys.argv[2])))
    except (OSError, ValueError, OverflowError):
        sys.exit(1)
PY
}
