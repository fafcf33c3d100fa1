/*
 * The measure is the stock tool: of a damaged stream we give at least what `gzip -dc` and its kin give
 * before they complain, and nothing that was not in the original.
 */
#include "scratch.h"

#include "source.h"

typedef struct {
    const char *name, *pack, *unpack; /* shell words; unpack reads standard input */
    pm_sniffed kind;
    unsigned lines; /* enough for two blocks and more */
} packer;

static const packer packers[] = {
    { "gzip", "gzip -nc", "gzip -dc", PM_SNIFF_GZIP, 600 },
    { "bzip2", "bzip2 -1c", "bzip2 -dc", PM_SNIFF_BZIP2, 2200 }, /* -1: blocks of 100 kB */
    { "xz", "xz -c --block-size=20000", "xz -dc", PM_SNIFF_XZ, 600 },
    { "zstd", "zstd -qc --check", "zstd -qdc", PM_SNIFF_ZSTD, 600 },
};

static bool is_there(const packer *p)
{
    char line[64];
    snprintf(line, sizeof line, "command -v %s > said", p->name);
    if (scratch_try(line) == 0)
        return true;
    fprintf(stderr, "skipped: no %s here\n", p->name);
    return false;
}

/* ---- a source that gives a few bytes at a time ---- */

typedef struct {
    pm_source base;
    pm_span left;
    size_t step;
} memory_source;

static size_t memory_read(pm_source *base, char *buf, size_t cap)
{
    memory_source *m = (memory_source *)base;
    size_t n = m->left.len < cap ? m->left.len : cap;
    n = n < m->step ? n : m->step;
    if (n)
        memcpy(buf, m->left.ptr, n);
    m->left = pm_span_skip(m->left, n);
    return n;
}

typedef struct {
    pm_buffer content;
    pm_damage damage;
    bool has_time;
    int64_t time;
} decoded;

/* step: bytes the source gives at a time; room: bytes the reader takes at a time */
static decoded decode(pm_sniffed kind, pm_span packed, size_t step, size_t room)
{
    decoded d = { 0 };
    memory_source in = { .base = { .read = memory_read }, .left = packed, .step = step };
    pm_source *s = pm_decode_open(kind, &in.base, &PM_EVIDENCE_LIMITS_DEFAULT);
    for (size_t n = 1; n > 0; d.content.len += n) {
        pm_buffer_reserve(&d.content, room);
        n = pm_source_read(s, d.content.data + d.content.len, room);
    }
    d.damage = s->damage;
    d.has_time = kind == PM_SNIFF_GZIP && pm_decode_time(s, &d.time);
    pm_source_close(s);
    return d;
}

/* ---- what is packed: lines as a log has them, the numbers hard to compress ---- */

static void write_log(const char *name, unsigned lines)
{
    pm_buffer b = { 0 };
    uint32_t r = 1;
    for (unsigned i = 0; i < lines; i++) {
        r = r * 1664525u + 1013904223u; /* Numerical Recipes' generator */
        pm_buffer_format(&b, "Nov  4 09:%02u:%02u mx1 postfix/smtpd[%u]: disconnect from unknown[192.0.2.%u] ehlo=1 quit=%u\n",
                         i / 60 % 60, i % 60, r % 99991, r >> 24, r);
    }
    scratch_write(name, pm_buffer_span(&b));
    pm_buffer_free(&b);
}

static pm_buffer pack(const packer *p, const char *from)
{
    char line[256];
    snprintf(line, sizeof line, "%s < %s > packed", p->pack, from);
    scratch_run(line);
    return scratch_read("packed");
}

/* What the tool makes of these bytes; *code is its exit code. */
static pm_buffer tool_output(const packer *p, pm_span packed, int *code)
{
    char line[256];
    scratch_write("given", packed);
    snprintf(line, sizeof line, "%s < given > made 2> said", p->unpack);
    *code = scratch_try(line);
    return scratch_read("made");
}

static void check_starts(const char *row, const char *what, pm_span s, pm_span head)
{
    check_true(row, what, pm_span_starts(s, head));
}

/* ---- whole streams ---- */

static void whole(void **state)
{
    (void)state;
    static const size_t steps[] = { 1, 3, 1000, 1 << 20 }, rooms[] = { 1, 100, 1 << 16 };
    write_log("log", 3000);
    pm_buffer log = scratch_read("log");
    for (size_t k = 0; k < COUNT_OF(packers); k++) {
        if (!is_there(&packers[k]))
            continue;
        pm_buffer packed = pack(&packers[k], "log"), twice = { 0 };
        pm_buffer_add(&twice, pm_buffer_span(&packed));
        pm_buffer_add(&twice, pm_buffer_span(&packed));
        for (size_t i = 0; i < COUNT_OF(steps) * COUNT_OF(rooms); i++) {
            size_t step = steps[i % COUNT_OF(steps)], room = rooms[i / COUNT_OF(steps)];
            decoded d = decode(packers[k].kind, pm_buffer_span(&packed), step, room);
            check_int(packers[k].name, "damage", d.damage, PM_DAMAGE_NONE);
            check_true(packers[k].name, "content", pm_span_eq(pm_buffer_span(&d.content), pm_buffer_span(&log)));
            pm_buffer_free(&d.content);
            d = decode(packers[k].kind, pm_buffer_span(&twice), step, room);
            check_int("two streams", packers[k].name, d.damage, PM_DAMAGE_NONE);
            check_int("two streams", packers[k].name, (int64_t)d.content.len, 2 * (int64_t)log.len);
            check_true("two streams", packers[k].name, pm_span_ends(pm_buffer_span(&d.content), pm_buffer_span(&log)));
            pm_buffer_free(&d.content);
        }
        pm_buffer_free(&packed);
        pm_buffer_free(&twice);
    }
    pm_buffer_free(&log);
}

static void nothing_packed(void **state)
{
    (void)state;
    scratch_write("empty", PM_SPAN(""));
    for (size_t k = 0; k < COUNT_OF(packers); k++) {
        if (!is_there(&packers[k]))
            continue;
        pm_buffer packed = pack(&packers[k], "empty");
        decoded d = decode(packers[k].kind, pm_buffer_span(&packed), 7, 100);
        check_int(packers[k].name, "damage", d.damage, PM_DAMAGE_NONE);
        check_int(packers[k].name, "bytes", (int64_t)d.content.len, 0);
        pm_buffer_free(&d.content);
        pm_buffer_free(&packed);
    }
}

/* Whole, but followed by bytes that do not belong: all of the content, and said so. */
static void trailing_garbage(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        pm_span tail;
        pm_damage damage;
    } rows[] = {
        { "a line of text", PM_SPAN_INIT("Nov  4 09:05:01 mx1 x: y\n"), PM_DAMAGE_TRAILING },
        { "begins like bzip2", PM_SPAN_INIT("Bogus trailing line\n"), PM_DAMAGE_TRAILING },
        { "begins like gzip", PM_SPAN_INIT("\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f"), PM_DAMAGE_TRAILING },
        { "noise", PM_SPAN_INIT("\xde\xad\xbe\xef\xde\xad\xbe\xef\xde\xad\xbe\xef"), PM_DAMAGE_TRAILING },
        { "zeros", PM_SPAN_INIT("\0\0\0\0\0\0\0\0"), PM_DAMAGE_NONE }, /* tape blocks; xz allows multiples of four */
    };
    write_log("log", 500);
    pm_buffer log = scratch_read("log");
    for (size_t k = 0; k < COUNT_OF(packers); k++) {
        if (!is_there(&packers[k]))
            continue;
        pm_buffer packed = pack(&packers[k], "log");
        size_t len = packed.len;
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            if (packers[k].kind == PM_SNIFF_ZSTD && rows[i].damage == PM_DAMAGE_NONE)
                continue; /* zstd(1) does not allow padding */
            packed.len = len;
            pm_buffer_add(&packed, rows[i].tail);
            for (size_t step = 1; step < 2000000; step *= 1000) {
                decoded d = decode(packers[k].kind, pm_buffer_span(&packed), step, 4096);
                check_int(packers[k].name, rows[i].row, d.damage, rows[i].damage);
                check_true(packers[k].name, "content", pm_span_eq(pm_buffer_span(&d.content), pm_buffer_span(&log)));
                pm_buffer_free(&d.content);
            }
        }
        pm_buffer_free(&packed);
    }
    pm_buffer_free(&log);
}

/* ---- cut streams ---- */

/* Cut at `at`: at least what the tool gives, nothing else than the log, and said to be cut. */
static size_t check_cut(const packer *p, pm_span packed, pm_span log, size_t at, size_t room)
{
    int code;
    pm_buffer tool = tool_output(p, pm_span_first(packed, at), &code);
    decoded d = decode(p->kind, pm_span_first(packed, at), 1 << 17, room);
    char row[64];
    snprintf(row, sizeof row, "%s cut at %zu, read by %zu", p->name, at, room);
    check_true(row, "the tool complains", code != 0 || at == 0);
    check_int(row, "damage", d.damage, PM_DAMAGE_CUT);
    check_starts(row, "what the tool gives is ours", pm_buffer_span(&d.content), pm_buffer_span(&tool));
    check_starts(row, "what we give is the log's", log, pm_buffer_span(&d.content));
    size_t len = tool.len;
    pm_buffer_free(&d.content);
    pm_buffer_free(&tool);
    return len;
}

static void cut(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT_OF(packers); k++) {
        if (!is_there(&packers[k]))
            continue;
        write_log("log", packers[k].lines);
        pm_buffer log = scratch_read("log"), packed = pack(&packers[k], "log");
        size_t last = 0;
        for (size_t at = 97; at < packed.len; at += 97) {
            size_t len = check_cut(&packers[k], pm_buffer_span(&packed), pm_buffer_span(&log), at, 4096);
            /* between these two cuts a block was completed: its last byte is where decoders lose one */
            for (size_t b = at - 96; packers[k].kind == PM_SNIFF_BZIP2 && len != last && b < at; b++)
                check_cut(&packers[k], pm_buffer_span(&packed), pm_buffer_span(&log), b, 512);
            last = len;
        }
        pm_buffer_free(&packed);
        pm_buffer_free(&log);
    }
}

/* One repeated letter: a few bits hold kilobytes, which must not stay in the decoder at the cut. */
static void cut_where_bits_hold_much(void **state)
{
    (void)state;
    static char letters[400000];
    memset(letters, 'a', sizeof letters);
    scratch_write("letters", pm_span_make(letters, sizeof letters));
    for (size_t k = 0; k < COUNT_OF(packers); k++) {
        if (!is_there(&packers[k]))
            continue;
        pm_buffer packed = pack(&packers[k], "letters");
        for (size_t at = 1; at < packed.len; at++)
            check_cut(&packers[k], pm_buffer_span(&packed), pm_span_make(letters, sizeof letters), at, 100);
        pm_buffer_free(&packed);
    }
}

/* ---- corrupt streams ---- */

static size_t common_head(pm_span a, pm_span b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

/* Behind the flipped byte decoders may make things up, each other ones, before they notice. */
static void flipped(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT_OF(packers); k++) {
        if (!is_there(&packers[k]))
            continue;
        write_log("log", packers[k].lines);
        pm_buffer log = scratch_read("log"), packed = pack(&packers[k], "log");
        for (size_t at = 0; at < packed.len; at += 97) {
            int code;
            char row[64];
            snprintf(row, sizeof row, "%s, byte %zu flipped", packers[k].name, at);
            packed.data[at] = (char)(packed.data[at] ^ 0x10);
            pm_buffer tool = tool_output(&packers[k], pm_buffer_span(&packed), &code);
            decoded d = decode(packers[k].kind, pm_buffer_span(&packed), 1 << 17, 4096);
            check_true(row, "complains when the tool does", (d.damage != PM_DAMAGE_NONE) == (code != 0));
            size_t genuine = common_head(pm_buffer_span(&tool), pm_buffer_span(&log));
            check_starts(row, "what the tool gives of the log is ours", pm_buffer_span(&d.content),
                         pm_span_first(pm_buffer_span(&log), genuine));
            packed.data[at] = (char)(packed.data[at] ^ 0x10);
            pm_buffer_free(&d.content);
            pm_buffer_free(&tool);
        }
        pm_buffer_free(&packed);
        pm_buffer_free(&log);
    }
}

/* ---- facts of the header, and limits ---- */

/* RFC 1952 2.3.1: MTIME is seconds since 1970, 0 means none.  The headers hold names, too, and come byte by byte. */
static const struct {
    const char *name, *command; /* that writes packed.gz */
    const char *content;
    int64_t time;               /* 0: none is to be believed */
} dated[] = {
    { "gzip -N", "gzip -Nc new.log > packed.gz", "x", 1767519831 },
    { "gzip -n", "gzip -nc new.log > packed.gz", "x", 0 },
    { "two streams: the latest", "gzip -Nc old.log new.log > packed.gz", "yx", 1767519831 },
    { "two streams, the older last", "gzip -Nc new.log > packed.gz; gzip -Nc old.log >> packed.gz", "xy", 1767519831 },
    { "one of two streams without", "gzip -Nc new.log > packed.gz; gzip -nc old.log >> packed.gz", "xy", 0 },
};

static void gzip_time(void **state)
{
    (void)state;
    scratch_need("gzip");
    scratch_run("printf x > new.log && touch -d '2026-01-04 09:43:51 UTC' new.log && printf y > old.log && touch -d '2025-12-01 UTC' old.log");
    for (size_t i = 0; i < sizeof dated / sizeof *dated; i++) {
        scratch_run(dated[i].command);
        pm_buffer b = scratch_read("packed.gz");
        decoded d = decode(PM_SNIFF_GZIP, pm_buffer_span(&b), 1, 100);
        check_int(dated[i].name, "damage", d.damage, PM_DAMAGE_NONE);
        check_text(dated[i].name, "content", pm_buffer_span(&d.content), dated[i].content);
        check_true(dated[i].name, "has a time", d.has_time == (dated[i].time != 0));
        if (dated[i].time)
            check_int(dated[i].name, "time", d.time, dated[i].time);
        pm_buffer_free(&d.content);
        pm_buffer_free(&b);
    }
}

/* 200 MB of zeros in 200 kB: stopped at the ratio, once 64 MiB have come out. */
static void ratio(void **state)
{
    (void)state;
    scratch_need("gzip");
    scratch_run("head -c 200000000 /dev/zero | gzip -n > bomb");
    pm_buffer b = scratch_read("bomb");
    decoded d = decode(PM_SNIFF_GZIP, pm_buffer_span(&b), 1 << 17, 1 << 20);
    check_int("bomb", "damage", d.damage, PM_DAMAGE_LIMIT);
    check_true("bomb", "stops soon after", d.content.len > 64 << 20 && d.content.len < 80 << 20);
    pm_buffer_free(&d.content);
    pm_buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),   cmocka_unit_test(nothing_packed), cmocka_unit_test(trailing_garbage), cmocka_unit_test(cut),
        cmocka_unit_test(cut_where_bits_hold_much), cmocka_unit_test(flipped), cmocka_unit_test(gzip_time), cmocka_unit_test(ratio),
    };
    return SCRATCH_RUN(tests);
}
