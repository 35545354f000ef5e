# shellcheck shell=sh
# Debian packages that building, running and testing need; sourced by the
# other scripts. need_packages installs what is missing, and says so.

BUILD_PACKAGES="gcc make autoconf automake pkg-config libc6-dev libevent-dev
libssl-dev libpcre2-dev libconfig-dev libc-ares-dev libmaxminddb-dev
libsqlite3-dev zlib1g-dev libbrotli-dev libzstd-dev libyajl-dev libuchardet-dev libseccomp-dev
libcrypt-dev libarchive-dev libexpat1-dev libpoppler-glib-dev poppler-data
libsystemd-dev check openssl ca-certificates"
# shellcheck disable=SC2034 # for those who source this
RUN_PACKAGES="libmaxmind-db-writer-perl python3 curl"
# shellcheck disable=SC2034
TEST_PACKAGES="clang libclang-rt-14-dev clang-format cppcheck shellcheck
python3 curl git nginx-light openssl brotli zstd xz-utils faketime iproute2
util-linux
systemd libmaxmind-db-writer-perl man-db groff-base"

need_packages() {
    missing=
    for package in "$@"; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) ||
            state=
        [ "$state" = installed ] || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    sudo=
    [ "$(id -u)" -eq 0 ] || sudo=sudo
    echo "installing:$missing"
    # shellcheck disable=SC2086 # lists of words
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends -o DPkg::Lock::Timeout=600 $missing \
        >/dev/null
}
