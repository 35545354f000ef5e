# Binary formats that are read: protocol buffers, gRPC, MessagePack, CBOR,
# BSON, git.
libinspect_a_SOURCES += src/inspect/sniff_magic.c \
	src/inspect/sheet.c src/inspect/inner.c src/inspect/formats.c \
	src/inspect/protobuf.c src/inspect/protobuf_wire.c src/inspect/grpc.c \
	src/inspect/tree.c src/inspect/notation.c \
	src/inspect/unzlib.c src/inspect/git.c src/inspect/git_pack.c \
	src/inspect/git_note.c src/inspect/git_tree.c src/inspect/git_delta.c
noinst_HEADERS += src/inspect/sheet.h src/inspect/inner.h src/inspect/formats.h \
	src/inspect/protobuf.h src/inspect/tree.h src/inspect/unzlib.h src/inspect/git.h \
	tests/lib/proto_build.h

check_PROGRAMS += tests/unit/inspect/test_protobuf
tests_unit_inspect_test_protobuf_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)

fuzz_targets += tests/fuzz/fuzz_protobuf
tests_fuzz_fuzz_protobuf_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_protobuf_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_grpc
tests_fuzz_fuzz_grpc_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_grpc_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

noinst_HEADERS += tests/lib/git_build.h
check_PROGRAMS += tests/unit/inspect/test_git
tests_unit_inspect_test_git_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)

fuzz_targets += tests/fuzz/fuzz_git
tests_fuzz_fuzz_git_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_git_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)

check_PROGRAMS += tests/unit/inspect/test_magic
tests_unit_inspect_test_magic_LDADD = $(INSPECT_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/unit/inspect/test_tree
tests_unit_inspect_test_tree_LDADD = $(DETECTORS_LIBS) $(INSPECT_LIBS) \
	$(CHECK_LIBS)

fuzz_targets += tests/fuzz/fuzz_tree
tests_fuzz_fuzz_tree_LDADD = $(FUZZ_DRIVER) $(DETECTORS_LIBS) $(INSPECT_LIBS)
tests_fuzz_fuzz_tree_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
