# Build options of kouan: each macro answers one --enable switch.

# KOUAN_TRY_CFLAG(FLAG, VARIABLE): adds FLAG to VARIABLE if the compiler and
# the linker both accept it without a word.
AC_DEFUN([KOUAN_TRY_CFLAG], [
    kouan_saved_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS $1 -Werror"
    AC_MSG_CHECKING([whether $CC takes $1])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]],
        [[char b[16]; memset(b, 0, sizeof b); return b[0];]])],
        [AC_MSG_RESULT([yes]); $2="$$2 $1"], [AC_MSG_RESULT([no])])
    CFLAGS=$kouan_saved_CFLAGS
])

AC_DEFUN([KOUAN_WARNINGS], [
    AC_ARG_ENABLE([werror],
        [AS_HELP_STRING([--enable-werror], [a warning fails the build])],
        [], [enable_werror=no])
    WARN_CFLAGS=
    m4_foreach_w([kouan_flag], [-Wall -Wextra -Wshadow -Wstrict-prototypes
        -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wvla -Wformat=2
        -Wundef -Wimplicit-fallthrough -Wswitch-enum
        -Wno-gnu-zero-variadic-macro-arguments],
        [KOUAN_TRY_CFLAG(kouan_flag, [WARN_CFLAGS])])
    AS_IF([test "$enable_werror" = yes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
    AC_SUBST([WARN_CFLAGS])
])

AC_DEFUN([KOUAN_SANITIZERS], [
    AC_ARG_ENABLE([sanitizers],
        [AS_HELP_STRING([--enable-sanitizers@<:@=LIST@:>@],
            [build with sanitizers (address,undefined)])],
        [], [enable_sanitizers=no])
    AS_CASE([$enable_sanitizers],
        [no], [kouan_sanitizers=no],
        [yes], [kouan_sanitizers=address,undefined],
        [kouan_sanitizers=$enable_sanitizers])
    AS_IF([test "$kouan_sanitizers" != no], [
        INSTRUMENT_CFLAGS="-fsanitize=$kouan_sanitizers -fno-omit-frame-pointer -fno-sanitize-recover=all"
        AC_DEFINE([WITH_SANITIZERS], [1], [Built with sanitizers])
    ])
    AC_SUBST([INSTRUMENT_CFLAGS])
])

# _FORTIFY_SOURCE hides what the sanitizers look for, so it yields to them.
AC_DEFUN([KOUAN_HARDENING], [
    AC_ARG_ENABLE([hardening],
        [AS_HELP_STRING([--disable-hardening], [no hardening flags])],
        [], [enable_hardening=yes])
    kouan_hardening=$enable_hardening
    HARDEN_CFLAGS=
    AS_IF([test "$enable_hardening" = yes], [
        m4_foreach_w([kouan_flag], [-fstack-protector-strong
            -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
            -fstack-clash-protection -fcf-protection -fPIE],
            [KOUAN_TRY_CFLAG(kouan_flag, [HARDEN_CFLAGS])])
        AS_IF([test "${enable_sanitizers:-no}" = no],
            [HARDEN_CFLAGS="$HARDEN_CFLAGS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"])
        HARDEN_LDFLAGS="-pie -Wl,-z,relro,-z,now,-z,noexecstack"
    ])
    AC_SUBST([HARDEN_CFLAGS])
    AC_SUBST([HARDEN_LDFLAGS])
])

# Fuzz targets have two drivers: libFuzzer (clang) where --enable-fuzzers is
# given, else a plain main that replays files, so that corpora run everywhere.
AC_DEFUN([KOUAN_FUZZERS], [
    AC_ARG_ENABLE([fuzzers],
        [AS_HELP_STRING([--enable-fuzzers], [link fuzz targets with libFuzzer (clang)])],
        [], [enable_fuzzers=no])
    kouan_fuzzers=$enable_fuzzers
    AS_IF([test "$enable_fuzzers" = yes], [
        INSTRUMENT_CFLAGS="$INSTRUMENT_CFLAGS -fsanitize=fuzzer-no-link"
        FUZZ_LDFLAGS="-fsanitize=fuzzer"
    ])
    AC_SUBST([FUZZ_LDFLAGS])
    AM_CONDITIONAL([WITH_LIBFUZZER], [test "$enable_fuzzers" = yes])
])

AC_DEFUN([KOUAN_COVERAGE], [
    AC_ARG_ENABLE([coverage],
        [AS_HELP_STRING([--enable-coverage], [count executed lines (gcov)])],
        [], [enable_coverage=no])
    kouan_coverage=$enable_coverage
    AS_IF([test "$enable_coverage" = yes],
        [INSTRUMENT_CFLAGS="$INSTRUMENT_CFLAGS --coverage -O0"])
])
