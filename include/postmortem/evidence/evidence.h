/*
 * evidence: opens files, folders and archives read-only and deals out the bytes of each log in them.
 *
 * Owns:   what was found (a tree of pm_piece), the hashes of what was supplied.
 * Lends:  each block of content to the reader's callbacks, until the next call.
 * Never:  writes to the evidence, unpacks to disk, follows a link inside the evidence, interprets a line.
 *
 * Names inside archives are labels, not paths.  What a member is, is told from its content.  Damage
 * is a fact: everything before it is dealt out, and the piece says what happened.
 */
#ifndef PM_EVIDENCE_EVIDENCE_H
#define PM_EVIDENCE_EVIDENCE_H

#include "postmortem/base/arena.h"
#include "postmortem/base/sha256.h"

typedef enum {
    PM_PIECE_CONTAINER, /* an archive: its members are pieces of their own */
    PM_PIECE_STREAM,    /* bytes that were dealt out: a log, or something that may be one */
    PM_PIECE_OTHER,     /* named, not read: a link, a device, a binary file */
} pm_piece_kind;

typedef enum {
    PM_PIECE_READ,    /* whole */
    PM_PIECE_DAMAGED, /* cut off, corrupt, encrypted, over a limit: `damage` says which */
    PM_PIECE_EMPTY,   /* no byte of content */
    PM_PIECE_NOT_A_LOG,
    PM_PIECE_DUPLICATE, /* content equal to an earlier piece; set by the reader */
} pm_piece_state;

/* What stopped the reading of a damaged piece; the words for people are the report's. */
typedef enum {
    PM_DAMAGE_NONE,
    PM_DAMAGE_CUT,        /* ends before its own end mark */
    PM_DAMAGE_CORRUPT,    /* its own checksum or structure is wrong */
    PM_DAMAGE_ENCRYPTED,  /* needs a passphrase, and none was supplied */
    PM_DAMAGE_PASSPHRASE, /* none of the passphrases supplied opens it, or it is damaged, too: that cannot be told apart */
    PM_DAMAGE_CIPHER,     /* encrypted in a way that no passphrase helps here: 7z, RAR */
    PM_DAMAGE_LIMIT,      /* a limit of pm_evidence_limits was reached */
    PM_DAMAGE_UNREADABLE, /* the file could not be opened or read */
    PM_DAMAGE_TRAILING,   /* whole, but followed by bytes that do not belong to it */
    PM_DAMAGE_LINK,       /* a link or device: named, not followed */
} pm_damage;

/* What a thing is that has a name and nothing to read. */
typedef enum {
    PM_TYPE_FILE, /* something to read */
    PM_TYPE_SYMLINK,
    PM_TYPE_HARD_LINK, /* a second name; the bytes are those of the target, which is read */
    PM_TYPE_FIFO,
    PM_TYPE_SOCKET,
    PM_TYPE_CHARACTER_DEVICE,
    PM_TYPE_BLOCK_DEVICE,
} pm_file_type;

/* What a hash list among the evidence says of a piece, the stronger the later. */
typedef enum { PM_LISTED_NOT, PM_LISTED_NOT_COMPARED, PM_LISTED_MATCH, PM_LISTED_DIFFERS, PM_LISTED_COUNT } pm_listed;

/* A file that is no log, but speaks of others. */
typedef enum { PM_SPEAKS_NOT, PM_SPEAKS_OF_HASHES, PM_SPEAKS_OF_COLLECTION } pm_speaks;

typedef struct pm_piece pm_piece;
struct pm_piece {
    pm_piece *parent;               /* the container it came out of, or NULL */
    pm_piece *first_child, *last_child, *next; /* members in the order of the archive */
    pm_span path;                   /* as given, containers joined by "!" */
    pm_span name;                   /* its own, as supplied: in its container or folder, without what decoding adds to the path */
    const char *name_encoding;      /* "cp932", "euc-jp": its name was decoded from that; NULL: it is as it was stored */
    size_t name_length;             /* of a name that was cut, as stored; 0: it was not */
    pm_piece_kind kind;
    pm_piece_state state;
    pm_file_type type;
    uint64_t folders;               /* a container's; they are named in their members' paths only */
    pm_damage damage;
    pm_span damage_detail;          /* a LIMIT's name, a LINK's target, else the words of the library or system; may be empty */
    uint64_t bytes;                 /* as supplied */
    uint64_t content_bytes;         /* decompressed; streams only */
    unsigned char sha256[PM_SHA256_SIZE];         /* of the bytes as supplied; see pm_piece_sha256 */
    unsigned char content_sha256[PM_SHA256_SIZE]; /* of the content; set by the reader (pm_stream_reader) */
    bool has_sha256, has_content_sha256;
    bool content_is_supplied;       /* no compression in between: the reader's hash serves for both */
    bool opened;                    /* encrypted, and a passphrase opened it */
    const char *decoded_from;       /* "utf-16le", "utf-16be": the content is that text in UTF-8; NULL: as it is */
    bool has_byte_order_mark;       /* … which the content is without */
    bool has_mtime;
    int64_t mtime;                  /* UTC seconds: archive header or file system */
    bool has_gzip_time;
    int64_t gzip_time;              /* what a gzip header says of the same: it stays when a copy loses the other */
    pm_span kept;                   /* the content of a small file that speaks of others: see hash_list.h */
    bool kept_in_part;
    pm_speaks speaks;               /* what it proved to be; the analysis' to give, as the next four */
    pm_listed listed;               /* what of this piece; the next three say by whom and how */
    const pm_piece *listed_in;
    const char *listed_digest;      /* "sha256" */
    bool listed_content;            /* the list names the content, not the file as supplied */
    unsigned number;                /* from 1, in the order of the evidence; the reader's to give */
    void *user;                     /* the reader's */
};

/* A longer name, of a member or a link's target, is cut: names are kept, and a path holds one for each container. */
enum { PM_NAME_MOST = 4096 };

/* The hash of the piece as supplied, NULL when it could not be read. */
const unsigned char *pm_piece_sha256(const pm_piece *p);

/* Options that keep archive bombs small; reaching one is a fact of the piece, not an error. */
typedef struct {
    unsigned depth;          /* containers inside containers */
    uint64_t members;        /* pieces in one input */
    uint64_t bytes;          /* content of one input, decompressed */
    uint64_t ratio;          /* decompressed : compressed, once 64 MiB have come out */
    uint64_t memory;         /* for an archive inside an archive that can only be read as a whole (7z), and of a decoder */
    const pm_span *passphrases; /* for encrypted members, tried in this order; each ends in a NUL */
    size_t n_passphrases;
    bool only_look;          /* stop at `bytes` and hash nothing: a first look before the real reading */
} pm_evidence_limits;

#define PM_EVIDENCE_LIMITS_DEFAULT                                                                                     \
    ((pm_evidence_limits){ .depth = 8, .members = 100000, .bytes = 1ull << 40, .ratio = 500, .memory = 1ull << 28 })

/*
 * One passphrase a line, UTF-8, blank lines aside; they are in `a`, each followed by a NUL.  What stands in the file is
 * in no sentence.  PM_E_IO: it cannot be read; PM_E_USAGE: no passphrase, or what cannot be one.
 */
pm_status pm_passphrases_read(pm_arena *a, const char *path, const pm_span **out, size_t *n, pm_error *err);

/*
 * Who takes the content.  All calls for one input come from one thread, in order:
 * begin, (reserve, commit)*, end.  The reader fills content_sha256, content_bytes and `user`, at end()
 * or later; nothing here looks at them.
 */
typedef struct {
    void *ctx;
    void *(*begin)(void *ctx, pm_piece *piece);                     /* returns the stream's handle */
    char *(*reserve)(void *ctx, void *stream, size_t *cap);         /* room for content */
    void (*commit)(void *ctx, void *stream, size_t len);            /* so much of it was filled */
    void (*end)(void *ctx, void *stream, pm_piece *piece);          /* piece->damage is known now */
} pm_stream_reader;

/* One thing the operator named on the command line, or one file of a folder named there. */
typedef struct {
    const char *path;  /* to open; "-" is standard input */
    pm_span label;     /* how the evidence list calls it */
    const char *name_encoding; /* see pm_piece */
    uint64_t bytes;    /* 0 when unknown */
    pm_file_type type; /* not a FILE: a symbolic link or device inside a folder, named, not followed */
    pm_span target;    /* of a symbolic link */
    int spool;         /* what a pipe held, a file without a name or time: read instead of `path`; 0: none */
    int error;         /* errno: it could not be listed or copied, or not to its end; 0: nothing is known against it */
} pm_input;

/* Expands folders into their files, sorted by name; links inside are listed, not followed.
 * Pipes are read to their end into temporary files: give those back with pm_inputs_close, unless this fails.
 * PM_E_IO when a named path does not exist or is a folder that cannot be read, or when there is no room for what a pipe holds;
 * PM_E_USAGE when standard input is named twice. */
pm_status pm_inputs_expand(pm_arena *a, const char *const *paths, size_t n, pm_input **out, size_t *n_out,
                           pm_error *err);
void pm_inputs_close(const pm_input *inputs, size_t n);
/* At its beginning; -1: see errno. */
int pm_input_open(const pm_input *input);

/* Walks one input.  Always returns the piece, allocated in a; trouble with the evidence is in it. */
pm_piece *pm_evidence_walk(pm_arena *a, const pm_input *input, const pm_evidence_limits *limits,
                           const pm_stream_reader *reader);

#endif
