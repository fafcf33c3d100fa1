"""The rows: each a bundle that bash and stock tools make, and what must come out of it.  run.py explains the little log.

members: one line each, in the order of the evidence: its path, then the parts of the log that it holds (0-6; 3:4 is the first four lines
of part 3), "undated" when nothing tells their year (the file was made just now), its state when that is not "read", the damage behind a
colon, figures of its ledger that differ from those of the parts.
total: lines = typed + known_unused + not_understood + duplicate + out_of_range + undecodable.
"""
import dataclasses


@dataclasses.dataclass
class Row:
    name: str
    what: str
    make: str
    members: str
    total: str = "70 = 56 + 7 + 7 + 0 + 0 + 0"
    mail: str = "8 queued, 8 accepted"
    exit: int = 0
    missing: tuple = ()
    inputs: str = "e.*"
    options: str = ""
    needs: str = ""


LATER = "--generated-at 2027-01-10T00:00:00+09:00"  # a year later: of what no witness dates, the year will be wrong

NUMBERED = """
{0}maillog.6  0
{0}maillog.5  1
{0}maillog.4  2
{0}maillog.3  3
{0}maillog.2  4
{0}maillog.1  5
{0}maillog    6
"""
ALL = "maillog.6 maillog.5 maillog.4 maillog.3 maillog.2 maillog.1 maillog"


TWICE = " ".join(f"{n}!{n}" for n in ALL.split())  # what is in another encoding is a layer of its own


def archive(path, names=ALL):
    """A container of the seven parts, named one by one, oldest first."""
    return f"{path}  container\n" + "".join(f"{path}!{name}  {i}\n" for i, name in enumerate(names.split()))


def sorted_archive(path):
    """… sorted by name, as 7z does."""
    names = sorted(ALL.split())
    return f"{path}  container\n" + "".join(f"{path}!{name}  {ALL.split().index(name)}\n" for name in names)


def packed(path, suffix):
    """… the rotated ones each compressed on its own."""
    return archive(path, " ".join(f"maillog.{n}.{suffix}!maillog.{n}" for n in range(6, 0, -1)) + " maillog")


ROWS = [
    # ---- containers ----
    Row("folder", "a plain folder", "mkdir e.d; cd e.d; numbered maillog", """
        e.d/maillog    6
        e.d/maillog.1  5
        e.d/maillog.2  4
        e.d/maillog.3  3
        e.d/maillog.4  2
        e.d/maillog.5  1
        e.d/maillog.6  0"""),
    Row("files", "files named one by one", "numbered maillog", NUMBERED.format(""), inputs=ALL),
    Row("tar", "tar", f"numbered maillog; tar cf e.tar {ALL}", archive("e.tar")),
    Row("tar-gz", "tar.gz", f"numbered maillog; tar czf e.tar.gz {ALL}", archive("e.tar.gz")),
    Row("tar-bz2", "tar.bz2", f"numbered maillog; tar cjf e.tar.bz2 {ALL}", archive("e.tar.bz2"), needs="bzip2"),
    Row("tar-xz", "tar.xz", f"numbered maillog; tar cJf e.tar.xz {ALL}", archive("e.tar.xz"), needs="xz"),
    Row("tar-zst", "tar.zst", f"numbered maillog; tar cf - {ALL} | zstd -q >e.tar.zst", archive("e.tar.zst"), needs="zstd"),
    Row("tar-lz4", "tar.lz4", f"numbered maillog; tar cf - {ALL} | lz4 -q >e.tar.lz4", archive("e.tar.lz4"), needs="lz4"),
    Row("tar-lz", "tar.lz", f"numbered maillog; tar cf - {ALL} | lzip >e.tar.lz", archive("e.tar.lz"), needs="lzip"),
    Row("tar-Z", "tar.Z", f"numbered maillog; tar cf - {ALL} | compress >e.tar.Z", archive("e.tar.Z"), needs="compress"),
    Row("tar-v7", "tar as Unix V7 wrote it", f"numbered maillog; tar cf e.tar --format=v7 {ALL}", archive("e.tar")),
    Row("tar-pax", "tar with pax headers", f"numbered maillog; tar cf e.tar --format=pax {ALL}", archive("e.tar")),
    Row("zip-stored", "zip, not compressed", f"numbered maillog; zip -q -0 e.zip {ALL}", archive("e.zip"), needs="zip"),
    Row("zip", "zip, deflated", f"numbered maillog; zip -q e.zip {ALL}", archive("e.zip"), needs="zip"),
    Row("zip-through-pipe", "zip that was written to a pipe: sizes stand behind the data", f"numbered maillog; zip -q - {ALL} | cat >e.zip",
        archive("e.zip"), needs="zip"),
    Row("7z", "7z", f"numbered maillog; 7z a e.7z {ALL}", sorted_archive("e.7z"), needs="7z"),
    Row("cpio", "cpio, newc", f"numbered maillog; printf '%s\\n' {ALL} | cpio -o -H newc >e.cpio", archive("e.cpio"), needs="cpio"),
    Row("cpio-odc", "cpio, odc", f"numbered maillog; printf '%s\\n' {ALL} | cpio -o -H odc >e.cpio", archive("e.cpio"), needs="cpio"),
    Row("ar", "ar", f"numbered maillog; ar rcU e.a {ALL}", archive("e.a"), needs="ar"),
    Row("gz-each", "a tar of files that logrotate compressed", "numbered maillog; gzip maillog.*; tar cf e.tar maillog.6.gz maillog.5.gz maillog.4.gz "
        "maillog.3.gz maillog.2.gz maillog.1.gz maillog", packed("e.tar", "gz")),
    Row("bz2-each", "the same with bzip2", "numbered maillog; bzip2 maillog.*; tar cf e.tar maillog.6.bz2 maillog.5.bz2 maillog.4.bz2 maillog.3.bz2 "
        "maillog.2.bz2 maillog.1.bz2 maillog", packed("e.tar", "bz2"), needs="bzip2"),
    Row("xz-each", "the same with xz", "numbered maillog; xz maillog.*; tar cf e.tar maillog.6.xz maillog.5.xz maillog.4.xz maillog.3.xz maillog.2.xz "
        "maillog.1.xz maillog", packed("e.tar", "xz"), needs="xz"),
    Row("Z-each", "the same with compress", "numbered maillog; compress maillog.*; tar cf e.tar maillog.6.Z maillog.5.Z maillog.4.Z maillog.3.Z "
        "maillog.2.Z maillog.1.Z maillog", packed("e.tar", "Z"), needs="compress"),

    # ---- nesting ----
    Row("depth-3", "tar in tar.gz in zip", f"numbered maillog; tar cf a.tar {ALL}; tar czf b.tar.gz a.tar; zip -q e.zip b.tar.gz",
        "e.zip  container\ne.zip!b.tar.gz  container\n" + archive("e.zip!b.tar.gz!a.tar"), needs="zip"),
    Row("depth-4", "7z in tar.xz in zip in tar", f"numbered maillog; 7z a a.7z {ALL} >/dev/null; tar cJf b.tar.xz a.7z; zip -q c.zip b.tar.xz; tar cf e.tar c.zip",
        "e.tar  container\ne.tar!c.zip  container\ne.tar!c.zip!b.tar.xz  container\n" + sorted_archive("e.tar!c.zip!b.tar.xz!a.7z"), needs="7z zip xz"),
    Row("depth-8", "eight tars in a tar: the deepest that is opened", f"numbered maillog; tar cf 8.tar {ALL}; "
        "for i in 7 6 5 4 3 2 1; do tar cf $i.tar $((i + 1)).tar; done; tar cf e.tar 1.tar",
        "e.tar  container\n" + "".join("e.tar" + "".join(f"!{k}.tar" for k in range(1, i + 1)) + "  container\n" for i in range(1, 8)) +
        archive("e.tar!1.tar!2.tar!3.tar!4.tar!5.tar!6.tar!7.tar!8.tar")),
    Row("depth-9", "one more: said, and not opened", f"numbered maillog; tar cf 9.tar {ALL}; part 6 maillog; "
        "for i in 8 7 6 5 4 3 2 1; do tar cf $i.tar $((i + 1)).tar; done; tar cf e.tar 1.tar maillog",
        "e.tar  container\n" + "".join("e.tar" + "".join(f"!{k}.tar" for k in range(1, i + 1)) + "  container\n" for i in range(1, 9)) +
        "e.tar!1.tar!2.tar!3.tar!4.tar!5.tar!6.tar!7.tar!8.tar!9.tar  damaged:limit\ne.tar!maillog  6\n",
        # message 7 has all its lines in part 6, message 6 only its last
        total="10 = 8 + 1 + 1 + 0 + 0 + 0", mail="1 queued, 1 accepted", exit=3),
    Row("depth-9-allowed", "… and opened with --max-depth 9", f"numbered maillog; tar cf 9.tar {ALL}; "
        "for i in 8 7 6 5 4 3 2 1; do tar cf $i.tar $((i + 1)).tar; done; tar cf e.tar 1.tar",
        "e.tar  container\n" + "".join("e.tar" + "".join(f"!{k}.tar" for k in range(1, i + 1)) + "  container\n" for i in range(1, 9)) +
        archive("e.tar!1.tar!2.tar!3.tar!4.tar!5.tar!6.tar!7.tar!8.tar!9.tar"), options="--max-depth 9"),

    # ---- compression, odd but whole ----
    Row("gz-streams", "gzip streams one behind the other", "for p in 0 1 2 3 4 5 6; do part $p p$p; gzip -c p$p >>e.gz; cat p$p >>whole; done",
        "e.gz!e  0-6"),
    Row("bz2-streams", "bzip2 streams one behind the other", "for p in 0 1 2 3 4 5 6; do part $p p$p; bzip2 -c p$p >>e.bz2; cat p$p >>whole; done",
        "e.bz2!e  0-6 undated", needs="bzip2"),
    Row("xz-streams", "xz streams one behind the other", "for p in 0 1 2 3 4 5 6; do part $p p$p; xz -c p$p >>e.xz; cat p$p >>whole; done",
        "e.xz!e  0-6 undated", needs="xz"),
    Row("zst-frames", "zstd frames one behind the other", "for p in 0 1 2 3 4 5 6; do part $p p$p; zstd -qc p$p >>e.zst; cat p$p >>whole; done",
        "e.zst!e  0-6 undated", needs="zstd"),
    Row("gz-trailing", "gzip with rubbish behind it", "for p in 0 1 2 3 4 5 6; do part $p p$p; cat p$p >>whole; done; touch -d '2026-01-05 03:10' whole; "
        "gzip -c whole >e.gz; printf 'rubbish behind the end' >>e.gz", "e.gz!e  0-6 read:trailing-bytes"),
    Row("gz-zeros", "gzip padded with zeros, as tapes do", "for p in 0 1 2 3 4 5 6; do part $p p$p; cat p$p >>whole; done; touch -d '2026-01-05 03:10' whole; "
        "gzip -c whole >e.gz; head -c 512 /dev/zero >>e.gz", "e.gz!e  0-6"),
    Row("tars-joined", "tars one behind the other", "numbered maillog; tar cf a.tar maillog.6 maillog.5 maillog.4; tar cf b.tar maillog.3 maillog.2 maillog.1 maillog; "
        "cat a.tar b.tar >e.tar", archive("e.tar")),
    Row("gz-twice", "gzip in gzip", "for p in 0 1 2 3 4 5 6; do part $p p$p; cat p$p >>whole; done; touch -d '2026-01-05 03:10' whole; gzip -k whole; "
        "mv whole.gz e; gzip e", "e.gz!e!e.content  0-6"),

    # ---- names and kinds of members ----
    Row("absolute", "absolute names", f"numbered maillog; tar cPf e.tar --transform 's,^,/var/log/,' {ALL}",
        archive("e.tar", " ".join("/var/log/" + n for n in ALL.split()))),
    Row("dotdot", "names that lead out of the folder", f"numbered maillog; tar cPf e.tar --transform 's,^,../../etc/,' {ALL}",
        archive("e.tar", " ".join("../../etc/" + n for n in ALL.split()))),
    Row("hard-link", "a hard link in a tar", f"numbered maillog; ln maillog zz; tar cf e.tar {ALL} zz",
        archive("e.tar") + "e.tar!zz  not-a-log:link"),
    Row("symlink", "a symbolic link in a tar", f"numbered maillog; ln -s /etc/passwd zz; tar cf e.tar {ALL} zz",
        archive("e.tar") + "e.tar!zz  not-a-log:link"),
    Row("symlink-in-folder", "a symbolic link in a folder is not followed", "mkdir e.d; cd e.d; for p in 0 1 2 3 4 5 6; do part $p p; cat p >>maillog; done; "
        "touch -d '2026-01-05 03:10' maillog; rm p; ln -s maillog zz", "e.d/maillog  0-6\ne.d/zz  not-a-log:link"),
    Row("devices", "a device, a pipe and a folder in a tar", f"numbered maillog; printf '#mtree\\nnull type=char device=linux,1,3 mode=0666\\n"
        f"pipe type=fifo mode=0644\\nempty type=dir mode=0755\\n' | bsdtar cf e.tar {ALL} @-",
        archive("e.tar") + "e.tar!null  not-a-log:link\ne.tar!pipe  not-a-log:link", needs="bsdtar"),
    Row("sparse", "a sparse file: the hole reads as NULs before line 1 of part 6", "for p in 0 1 2 3 4 5; do part $p p$p; cat p$p >>maillog; done; "
        "part 6 p6; truncate -s 1M maillog; cat p6 >>maillog; touch -d '2026-01-05 03:10' maillog; tar cSf e.tar maillog",
        # the hole is longer than a line may be, and the first line of part 6, a "removed", ends it
        "e.tar  container\ne.tar!maillog  0-5 6 typed=55 undecodable=1", total="70 = 55 + 7 + 7 + 0 + 0 + 1"),
    Row("empty-file", "an empty file among them", f"numbered maillog; : >secure; tar cf e.tar {ALL} secure", archive("e.tar") + "e.tar!secure  empty"),
    Row("empty-tar", "an empty tar among them: 10,240 NULs, of which nothing says that they are a tar", f"numbered maillog; tar cf none.tar -T /dev/null; "
        f"zip -q e.zip {ALL} none.tar", archive("e.zip") + "e.zip!none.tar  not-a-log lines=1 undecodable=1", total="71 = 56 + 7 + 7 + 0 + 0 + 1", needs="zip"),
    Row("empty-zip", "an empty zip among them", f"numbered maillog; "
        f"python3 -c 'import zipfile; zipfile.ZipFile(\"none.zip\", \"w\").close()'; tar cf e.tar {ALL} none.zip", archive("e.tar") + "e.tar!none.zip  container empty"),
    Row("only-empty", "nothing but an empty archive", "tar cf e.tar -T /dev/null", "", exit=1),
    Row("binary", "a program of two lines and a picture of one among them", f"numbered maillog; printf '\\177ELF\\001\\002\\n\\003\\n' >program; "
        f"head -c 3000 /dev/zero | tr '\\0' '\\377' >picture; tar cf e.tar {ALL} program picture",
        archive("e.tar") + "e.tar!program  not-a-log lines=2 undecodable=2\ne.tar!picture  not-a-log lines=1 undecodable=1", total="73 = 56 + 7 + 7 + 0 + 0 + 3"),
    Row("zip-sjis-names", "names in Shift_JIS, as Windows zips them", "numbered maillog; zip_names cp932 ログ表", archive("e.zip", " ".join("ログ表/" + n for n in ALL.split()))),
    Row("zip-euc-names", "names in EUC-JP", "numbered maillog; zip_names euc-jp メールログ", archive("e.zip", " ".join("メールログ/" + n for n in ALL.split()))),
    Row("zip-utf8-names", "names in UTF-8", "mkdir ログ; cd ログ; numbered maillog; cd ..; zip -q e.zip " + " ".join("ログ/" + n for n in ALL.split()),
        archive("e.zip", " ".join("ログ/" + n for n in ALL.split())), needs="zip"),

    # ---- text, odd ----
    Row("crlf", "lines that end in CR LF", f"numbered maillog; for f in {ALL}; do sed -i 's/$/\\r/' $f; done; touch -d '2026-01-05 03:10' maillog*; tar cf e.tar {ALL}",
        archive("e.tar")),
    Row("no-newline", "no newline at the end of the last line", f"numbered maillog; truncate -s -1 maillog; touch -d '2026-01-05 03:10' maillog; tar cf e.tar {ALL}",
        archive("e.tar")),
    Row("bom", "a UTF-8 byte order mark", f"numbered maillog; for f in {ALL}; do sed -i '1s/^/\\xef\\xbb\\xbf/' $f; done; touch -d '2026-01-05 03:10' maillog*; "
        f"tar cf e.tar {ALL}", archive("e.tar")),
    Row("utf16-le", "UTF-16, little-endian, as Notepad saves it", f"numbered maillog; for f in {ALL}; do (printf '\\xff\\xfe'; iconv -t UTF-16LE $f) >u; "
        f"touch -r $f u; cp -p $f $f.txt; mv u $f; done; tar cf e.tar {ALL}", archive("e.tar", TWICE)),
    Row("utf16-be", "UTF-16, big-endian", f"numbered maillog; for f in {ALL}; do (printf '\\xfe\\xff'; iconv -t UTF-16BE $f) >u; touch -r $f u; cp -p $f $f.txt; "
        f"mv u $f; done; tar cf e.tar {ALL}", archive("e.tar", TWICE)),
    Row("utf16-no-mark", "UTF-16 without a byte order mark", f"numbered maillog; for f in {ALL}; do iconv -t UTF-16LE $f >u; touch -r $f u; mv u $f; done; tar cf e.tar {ALL}",
        archive("e.tar", TWICE)),
    Row("nul-block", "a block of NULs before a line, as a power loss leaves it", f"numbered maillog; (head -n 4 maillog; head -c 512 /dev/zero; tail -n +5 maillog) >n; "
        f"touch -r maillog n; mv n maillog; tar cf e.tar {ALL}", archive("e.tar")),
    Row("overlong", "a line of 1 MiB: counted, not read", f"numbered maillog; (head -n 5 maillog; head -c 1048576 /dev/zero | tr '\\0' x; echo; tail -n +6 maillog) >n; "
        f"touch -r maillog n; mv n maillog; tar cf e.tar {ALL}",
        archive("e.tar").replace("!maillog  6", "!maillog  6 lines=11 undecodable=1"), total="71 = 56 + 7 + 7 + 0 + 0 + 1"),
    Row("prose", "lines without a stamp", f"numbered maillog; (echo '# sent by the admin'; cat maillog; echo) >n; touch -r maillog n; mv n maillog; tar cf e.tar {ALL}",
        archive("e.tar").replace("!maillog  6", "!maillog  6 lines=12 undecodable=2"), total="72 = 56 + 7 + 7 + 0 + 0 + 2"),
    Row("since", "a part of the time asked for", f"numbered maillog; tar cf e.tar {ALL}",
        # from the first line of part 2 on, the 17th of the mail; message 2 was opened by the 16th, so that messages 3 to 7 count
        "e.tar  container\n" + "".join(f"e.tar!{n}  lines=10 typed=0 known_unused=0 not_understood=0 out_of_range=10\n" for n in ("maillog.6", "maillog.5")) +
        "".join(f"e.tar!{n}  {i + 2}\n" for i, n in enumerate(ALL.split()[2:])), options="--since 2025-12-31T04:00:00+09:00",
        total="70 = 40 + 5 + 5 + 0 + 20 + 0", mail="5 queued, 5 accepted"),

    # ---- stamps ----
    Row("stamps-padded", "the day zero-padded, as postlogd writes it", f"numbered maillog padded; tar cf e.tar {ALL}", archive("e.tar")),
    Row("stamps-rfc3339", "RFC 3339 with microseconds", f"numbered maillog rfc3339; tar cf e.tar {ALL}", archive("e.tar")),
    Row("stamps-seconds", "RFC 3339 in seconds", f"numbered maillog seconds; tar cf e.tar {ALL}", archive("e.tar")),
    Row("stamps-blank", "date and time with a blank between", f"numbered maillog blank; tar cf e.tar {ALL}", archive("e.tar")),
    Row("stamps-year-first", "the year before the month", f"numbered maillog year; tar cf e.tar {ALL}", archive("e.tar")),
    Row("stamps-mixed", "RFC 3339 and RFC 3164 line by line", f"numbered maillog mixed; tar cf e.tar {ALL}", archive("e.tar")),
    Row("stamps-change", "RFC 3164, then RFC 3339 after an upgrade", f"numbered maillog; for p in 4 5; do part $p maillog.$((6 - p)) rfc3339; done; "
        f"part 6 maillog rfc3339; tar cf e.tar {ALL}", archive("e.tar")),
    Row("new-year-in-one", "the New Year in one file, dated by its mtime", "for p in 0 1 2 3 4 5 6; do part $p p; cat p >>e.log; done; touch -d '2026-01-05 03:10' e.log",
        "e.log  0-6"),

    # ---- damage ----
    Row("gz-cut", "a gzip stream cut off behind its header: the streams before it are read", "for p in 0 1 2 3 4 5; do part $p p$p; gzip -nc p$p >>e.gz; done; "
        "part 6 p6; gzip -nc p6 | head -c 10 >>e.gz",
        # parts 0 to 5 hold 7 whole messages but the end of message 6, whose sending is their 47th line
        "e.gz!e  0-5 undated damaged:cut-off", total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="7 queued, 7 accepted", exit=3),
    Row("xz-cut", "an xz stream cut off behind its header", "for p in 0 1 2 3 4 5; do part $p p$p; xz -c p$p >>e.xz; done; part 6 p6; xz -c p6 | head -c 12 >>e.xz",
        "e.xz!e  0-5 undated damaged:cut-off", total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="7 queued, 7 accepted", exit=3, needs="xz"),
    Row("bz2-cut", "a bzip2 stream cut off behind its header", "for p in 0 1 2 3 4 5; do part $p p$p; bzip2 -c p$p >>e.bz2; done; part 6 p6; bzip2 -c p6 | head -c 10 >>e.bz2",
        "e.bz2!e  0-5 undated damaged:cut-off", total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="7 queued, 7 accepted", exit=3, needs="bzip2"),
    Row("zst-cut", "a zstd frame cut off behind its header", "for p in 0 1 2 3 4 5; do part $p p$p; zstd -qc p$p >>e.zst; done; part 6 p6; zstd -qc p6 | head -c 8 >>e.zst",
        "e.zst!e  0-5 undated damaged:cut-off", total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="7 queued, 7 accepted", exit=3, needs="zstd"),
    Row("gz-trailer-gone", "gzip without its last 8 bytes: all lines are there", "for p in 0 1 2 3 4 5 6; do part $p p$p; cat p$p >>whole; done; "
        "gzip -nc whole >e.gz; cut_to e.gz $(($(stat -c %s e.gz) - 8))", "e.gz!e  0-6 undated damaged:cut-off", exit=3),
    Row("gz-crc", "one bit wrong in a gzip's checksum", "for p in 0 1 2 3 4 5 6; do part $p p$p; cat p$p >>whole; done; gzip -nc whole >e.gz; poke e.gz -7 0",
        "e.gz!e  0-6 undated damaged:corrupt", exit=3),
    Row("gz-flipped", "one byte wrong in the second of seven gzip streams", "for p in 0 1 2 3 4 5 6; do part $p p$p; gzip -nc p$p >>e.gz; done; "
        "poke e.gz $(($(gzip -nc p0 | wc -c) + 10)) 7",
        # the first byte of its data now asks for a kind of block that there is not, so that nobody finds the third
        "e.gz!e  0 undated damaged:corrupt", total="10 = 8 + 1 + 1 + 0 + 0 + 0", mail="1 queued, 1 accepted", exit=3),
    Row("tar-cut", "a tar cut off in the fifth line of its last member", f"numbered maillog; tar cf e.tar {ALL}; "
        "at=$(find_at e.tar 'Jan  4 04:00:00'); cut_to e.tar $((at + $(head -n 4 maillog | wc -c) + 20))",
        # of part 6: four lines, and a piece of the fifth.  Its 4th line is the 52nd of the mail; message 7 is queued by the 53rd
        archive("e.tar").replace("e.tar  container", "e.tar  container damaged:cut-off").replace("!maillog  6", "!maillog  6:4 damaged:cut-off lines=5 undecodable=1"),
        total="65 = 52 + 6 + 6 + 0 + 0 + 1", mail="7 queued, 7 accepted", exit=3),
    Row("zip-cut", "a zip cut off in the fifth line of its last member: its directory is gone", f"numbered maillog; zip -q -0 e.zip {ALL}; "
        "at=$(find_at e.zip 'Jan  4 04:00:00'); cut_to e.zip $((at + $(head -n 4 maillog | wc -c) + 20))",
        archive("e.zip").replace("e.zip  container", "e.zip  container damaged:cut-off").replace("!maillog  6", "!maillog  6:4 damaged:cut-off lines=5 undecodable=1"),
        total="65 = 52 + 6 + 6 + 0 + 0 + 1", mail="7 queued, 7 accepted", exit=3, needs="zip"),
    Row("7z-cut", "a 7z without its end, where its directory is, beside a log: the library only says that it is damaged", f"numbered maillog; 7z a e.7z {ALL} >/dev/null; cut_to e.7z 600",
        "e.7z  container damaged:corrupt\nmaillog  6", total="10 = 8 + 1 + 1 + 0 + 0 + 0", mail="1 queued, 1 accepted", exit=3, inputs="e.7z maillog", needs="7z"),
    Row("zip-crc", "one byte wrong in a stored member of a zip", f"numbered maillog; zip -q -0 e.zip {ALL}; poke e.zip $(find_at e.zip 'line 10 of part 3') 76",
        archive("e.zip").replace("!maillog.3  3", "!maillog.3  3 damaged:corrupt"), exit=3, needs="zip"),
    Row("zip-encrypted", "an encrypted member, and no passphrase", f"numbered maillog; zip -q e.zip {ALL.replace(' maillog.1 maillog', ' maillog.1')}; "
        "zip -q -P secret e.zip maillog",
        archive("e.zip").replace("!maillog  6", "!maillog  damaged:encrypted"), total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="7 queued, 7 accepted", exit=3, needs="zip"),
    Row("7z-encrypted", "an encrypted 7z, which the library does not open, beside a log", f"numbered maillog; 7z a -psecret e.7z {ALL} >/dev/null",
        "e.7z  container\n" + "".join(f"e.7z!{name}  damaged:unknown-encryption\n" for name in sorted(ALL.split())) + "maillog  6",
        total="10 = 8 + 1 + 1 + 0 + 0 + 0", mail="1 queued, 1 accepted", exit=3, inputs="e.7z maillog", needs="7z"),
    Row("zip-encrypted-middle", "an encrypted member in the middle of a series: its time is a hole", "numbered maillog; zip -q -P secret e.zip maillog.3; rm maillog.3; "
        "zip -q e.zip maillog.6 maillog.5 maillog.4 maillog.2 maillog.1 maillog",
        "e.zip  container\ne.zip!maillog.3  damaged:encrypted\n" + "".join(f"e.zip!{n}  {ALL.split().index(n)}\n" for n in ALL.split() if n != "maillog.3"),
        # as in number-missing
        total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="6 queued, 6 accepted", exit=3, needs="zip"),
    Row("zip-encrypted-opened", "… and with one", f"numbered maillog; zip -q e.zip {ALL.replace(' maillog.1 maillog', ' maillog.1')}; zip -q -P secret e.zip maillog; "
        "printf 'wrong\\nsecret\\n' >words", archive("e.zip"), options="--passphrase-file words", needs="zip"),
    Row("7z-encrypted-opened", "… nor with its passphrase: the sentence says how to open it", f"numbered maillog; 7z a -psecret e.7z {ALL} >/dev/null; "
        "printf 'secret\\n' >words", "", exit=1, options="--passphrase-file words", needs="7z"),

    # ---- rotation ----
    Row("rhel", "RHEL: NAME-YYYYMMDD", "dated maillog -; tar czf e.tar.gz maillog-* maillog",
        archive("e.tar.gz", "maillog-20251230 maillog-20251231 maillog-20260101 maillog-20260102 maillog-20260103 maillog-20260104 maillog")),
    Row("rhel-gz", "… compressed", "dated maillog -; gzip maillog-*; tar cf e.tar maillog-* maillog",
        archive("e.tar", " ".join(f"maillog-{d}.gz!maillog-{d}" for d in "20251230 20251231 20260101 20260102 20260103 20260104".split()) + " maillog")),
    Row("date-dot", "NAME.YYYYMMDD", "dated maillog .; tar cf e.tar maillog.2* maillog",
        archive("e.tar", "maillog.20251230 maillog.20251231 maillog.20260101 maillog.20260102 maillog.20260103 maillog.20260104 maillog")),
    Row("date-dashes", "NAME-YYYY-MM-DD, mtime lost", "i=0; for d in 2025-12-30 2025-12-31 2026-01-01 2026-01-02 2026-01-03 2026-01-04; do part $i maillog-$d; i=$((i + 1)); done; "
        "touch -d '2026-12-31' maillog-*; tar cf e.tar maillog-2*",
        archive("e.tar", "maillog-2025-12-30 maillog-2025-12-31 maillog-2026-01-01 maillog-2026-01-02 maillog-2026-01-03 maillog-2026-01-04"),
        # part 6 is not there: message 6 is sent in part 5, message 7 opened in part 6
        total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="7 queued, 7 accepted", options=LATER),
    Row("date-hour", "dateext with the hour, two rotations a day", "head -n 5 $PARTS/rfc3164/0 >maillog-2025122918; tail -n 5 $PARTS/rfc3164/0 >maillog-2025123003; "
        "head -n 5 $PARTS/rfc3164/1 >maillog-2025123018; tail -n 5 $PARTS/rfc3164/1 >maillog; touch -d '2025-12-31 03:10' maillog; touch -d '2026-12-31' maillog-*; tar cf e.tar maillog maillog-*",
        # of part 0 and 1: the first 16 lines of the mail; message 1 is sent by the 12th
        "e.tar  container\ne.tar!maillog  lines=5 typed=3 known_unused=1 not_understood=1\ne.tar!maillog-2025122918  0:5\n"
        "e.tar!maillog-2025123003  lines=5 typed=3 known_unused=1 not_understood=1\ne.tar!maillog-2025123018  1:5",
        total="20 = 16 + 2 + 2 + 0 + 0 + 0", mail="2 queued, 2 accepted", options=LATER),
    Row("debian", "Debian: .1, then .2.gz", "numbered mail.log; gzip mail.log.[2-6]; tar czf e.tar.gz mail.log mail.log.1 mail.log.*.gz",
        """e.tar.gz                            container
        e.tar.gz!mail.log                   6
        e.tar.gz!mail.log.1                 5
        e.tar.gz!mail.log.2.gz!mail.log.2   4
        e.tar.gz!mail.log.3.gz!mail.log.3   3
        e.tar.gz!mail.log.4.gz!mail.log.4   2
        e.tar.gz!mail.log.5.gz!mail.log.5   1
        e.tar.gz!mail.log.6.gz!mail.log.6   0"""),
    Row("bsd", "FreeBSD: .0 is the newest that was rotated", "for p in 0 1 2 3 4 5; do part $p maillog.$((5 - p)); bzip2 maillog.$((5 - p)); done; part 6 maillog; "
        "tar cf e.tar maillog maillog.*", """e.tar                            container
        e.tar!maillog                   6
        e.tar!maillog.0.bz2!maillog.0   5
        e.tar!maillog.1.bz2!maillog.1   4
        e.tar!maillog.2.bz2!maillog.2   3
        e.tar!maillog.3.bz2!maillog.3   2
        e.tar!maillog.4.bz2!maillog.4   1
        e.tar!maillog.5.bz2!maillog.5   0""", needs="bzip2"),
    Row("bsd-mtime-lost", "… with the time of the copy: only the current file's year is known", "part 0 maillog.1; part 1 maillog.0; gzip -n maillog.?; part 2 maillog rfc3339; "
        "touch -d '2026-12-31' maillog*; tar cf e.tar maillog maillog.*", """e.tar                           container
        e.tar!maillog                  2
        e.tar!maillog.0.gz!maillog.0   1
        e.tar!maillog.1.gz!maillog.1   0""",
        # the first 24 lines of the mail queue messages 0 to 2, and send them
        total="30 = 24 + 3 + 3 + 0 + 0 + 0", mail="3 queued, 3 accepted", options=LATER),
    Row("plesk", "Plesk: maillog.processed and its rotations", "part 0 maillog.processed.2; part 1 maillog.processed.1; gzip maillog.processed.?; part 2 maillog.processed; "
        "part 3 maillog; tar cf e.tar maillog maillog.processed maillog.processed.?.gz", """e.tar                                                   container
        e.tar!maillog                                          3
        e.tar!maillog.processed                                2
        e.tar!maillog.processed.1.gz!maillog.processed.1       1
        e.tar!maillog.processed.2.gz!maillog.processed.2       0""",
        # the first 32 lines of the mail queue messages 0 to 4 and send 0 to 3
        total="40 = 32 + 4 + 4 + 0 + 0 + 0", mail="5 queued, 4 accepted"),
    Row("plesk-mtime-lost", "… with the time of the copy", "part 0 maillog.processed.2; part 1 maillog.processed.1; gzip -n maillog.processed.?; part 2 maillog.processed; "
        "part 3 maillog rfc3339; touch -d '2026-12-30' maillog*; tar cf e.tar maillog maillog.processed maillog.processed.?.gz", """e.tar                   container
        e.tar!maillog                                          3
        e.tar!maillog.processed                                2
        e.tar!maillog.processed.1.gz!maillog.processed.1       1
        e.tar!maillog.processed.2.gz!maillog.processed.2       0""",
        total="40 = 32 + 4 + 4 + 0 + 0 + 0", mail="5 queued, 4 accepted", options=LATER),
    Row("both-schemes", "numbers, then dates: the host was switched to dateext", "part 0 maillog.2; part 1 maillog.1; part 2 maillog-20260101; part 3 maillog-20260102; "
        "part 4 maillog-20260103; part 5 maillog-20260104; part 6 maillog; tar cf e.tar maillog*", """e.tar         container
        e.tar!maillog            6
        e.tar!maillog-20260101   2
        e.tar!maillog-20260102   3
        e.tar!maillog-20260103   4
        e.tar!maillog-20260104   5
        e.tar!maillog.1          1
        e.tar!maillog.2          0"""),
    Row("number-missing", "a number missing in the middle", "numbered maillog; rm maillog.3; tar cf e.tar maillog*", """e.tar         container
        e.tar!maillog     6
        e.tar!maillog.1   5
        e.tar!maillog.2   4
        e.tar!maillog.4   2
        e.tar!maillog.5   1
        e.tar!maillog.6   0""",
        # part 3 queues messages 3 and 4 and sends message 3; messages 4's sending, in part 4, has nobody
        total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="6 queued, 6 accepted", missing=("maillog.3",)),
    Row("numbers-missing", "two numbers missing", "numbered maillog; rm maillog.3 maillog.4; tar cf e.tar maillog*", """e.tar         container
        e.tar!maillog     6
        e.tar!maillog.1   5
        e.tar!maillog.2   4
        e.tar!maillog.5   1
        e.tar!maillog.6   0""",
        # messages 2, 3 and 4 are queued in what is missing
        total="50 = 40 + 5 + 5 + 0 + 0 + 0", mail="5 queued, 5 accepted", missing=("maillog.4 – maillog.3",)),
    Row("begins-at-2", "the newest files are not there", "numbered maillog; rm maillog maillog.1; tar cf e.tar maillog*", """e.tar         container
        e.tar!maillog.2   4
        e.tar!maillog.3   3
        e.tar!maillog.4   2
        e.tar!maillog.5   1
        e.tar!maillog.6   0""",
        # the first 40 lines of the mail queue messages 0 to 5 and send them all
        total="50 = 40 + 5 + 5 + 0 + 0 + 0", mail="6 queued, 6 accepted", missing=("maillog.1",)),
    Row("date-missing", "a date missing in a daily series", "dated maillog -; rm maillog-20260102; tar cf e.tar maillog*", """e.tar         container
        e.tar!maillog            6
        e.tar!maillog-20251230   0
        e.tar!maillog-20251231   1
        e.tar!maillog-20260101   2
        e.tar!maillog-20260103   4
        e.tar!maillog-20260104   5""",
        total="60 = 48 + 6 + 6 + 0 + 0 + 0", mail="6 queued, 6 accepted", missing=("maillog-20260102",)),
    Row("mtime-lost", "all files have the time of the copy; the dates in the names say the year", "dated maillog -; touch -d '2026-12-31' maillog*; tar cf e.tar maillog*",
        """e.tar                    container
        e.tar!maillog            6
        e.tar!maillog-20251230   0
        e.tar!maillog-20251231   1
        e.tar!maillog-20260101   2
        e.tar!maillog-20260102   3
        e.tar!maillog-20260103   4
        e.tar!maillog-20260104   5""", options=LATER),
    Row("wrong-order", "the archive has them in no order", "numbered maillog; tar cf e.tar maillog.3 maillog maillog.6 maillog.1 maillog.5 maillog.2 maillog.4",
        """e.tar             container
        e.tar!maillog.3   3
        e.tar!maillog     6
        e.tar!maillog.6   0
        e.tar!maillog.1   5
        e.tar!maillog.5   1
        e.tar!maillog.2   4
        e.tar!maillog.4   2"""),
    Row("names-say-nothing", "names that say nothing, in no order", "part 3 a; part 0 b; part 6 c; part 1 d; part 5 e; part 2 f; part 4 g; zip -q e.zip a b c d e f g",
        "e.zip  container\ne.zip!a  3\ne.zip!b  0\ne.zip!c  6\ne.zip!d  1\ne.zip!e  5\ne.zip!f  2\ne.zip!g  4", needs="zip"),

    # ---- the same lines twice ----
    Row("debian-repeats", "mail.info is mail.log again, mail.warn and mail.err a part of it", "for p in 0 1 2 3 4 5 6; do part $p p; cat p >>mail.log; done; "
        "touch -d '2026-01-05 03:10' mail.log; cp -p mail.log mail.info; grep frobnicate mail.log >mail.warn; grep -e MARK -e frobnicate mail.log >mail.err; "
        "touch -r mail.log mail.*; tar cf e.tar mail.log mail.info mail.warn mail.err",
        """e.tar             container
        e.tar!mail.log    0-6
        e.tar!mail.info   0-6 duplicate
        e.tar!mail.warn   lines=7 typed=0 known_unused=0 not_understood=0 duplicate=7
        e.tar!mail.err    lines=14 typed=0 known_unused=0 not_understood=0 duplicate=14""",
        total="161 = 56 + 7 + 7 + 91 + 0 + 0"),
    Row("overlap", "two copies of one log, one made later", "for p in 0 1 2 3; do part $p p; cat p >>old; done; for p in 2 3 4 5 6; do part $p p; cat p >>new; done; "
        "touch -d '2026-01-02 03:10' old; touch -d '2026-01-05 03:10' new; tar cf e.tar old new",
        # parts 2 and 3 are in both, and count in the first
        "e.tar  container\ne.tar!old  0-3\ne.tar!new  2-6 typed=24 known_unused=3 not_understood=3 duplicate=20", total="90 = 56 + 7 + 7 + 20 + 0 + 0"),
    Row("twice", "one file twice", f"numbered maillog; cp -p maillog.3 copy; tar cf e.tar {ALL} copy", archive("e.tar") + "e.tar!copy  3 duplicate",
        total="80 = 56 + 7 + 7 + 10 + 0 + 0"),
    Row("two-collections", "the log of one host from two collections, rotated in between", "mkdir a b; (cd a; for p in 0 1 2 3 4; do part $p maillog.$((5 - p)); done; part 5 maillog); "
        "(cd b; numbered maillog); tar cf e.tar a b --sort=name",
        """e.tar                container
        e.tar!a/maillog     5
        e.tar!a/maillog.1   4
        e.tar!a/maillog.2   3
        e.tar!a/maillog.3   2
        e.tar!a/maillog.4   1
        e.tar!a/maillog.5   0
        e.tar!b/maillog     6
        e.tar!b/maillog.1   5 duplicate
        e.tar!b/maillog.2   4 duplicate
        e.tar!b/maillog.3   3 duplicate
        e.tar!b/maillog.4   2 duplicate
        e.tar!b/maillog.5   1 duplicate
        e.tar!b/maillog.6   0 duplicate""", total="130 = 56 + 7 + 7 + 60 + 0 + 0"),
    Row("two-hosts", "two hosts in two folders", "mkdir mx1 mx2; (cd mx1; numbered maillog); (cd mx2; numbered maillog mx2); tar cf e.tar --sort=name mx1 mx2",
        "e.tar  container\n" + "".join(f"e.tar!{h}/{n}  {p}\n" for h in ("mx1", "mx2") for n, p in zip(reversed(ALL.split()), range(6, -1, -1))),
        total="140 = 112 + 14 + 14 + 0 + 0 + 0", mail="16 queued, 16 accepted"),
    Row("two-hosts-two-tars", "two hosts, each in an archive of its own; a number missing of one", "numbered maillog; rm maillog.3; tar cf e.mx1.tar maillog*; rm maillog*; "
        "numbered maillog mx2; tar cf e.mx2.tar maillog*",
        "e.mx1.tar  container\n" + "".join(f"e.mx1.tar!{n}  {6 - i}\n" for i, n in enumerate(reversed(ALL.split())) if i != 3) +
        "e.mx2.tar  container\n" + "".join(f"e.mx2.tar!{n}  {6 - i}\n" for i, n in enumerate(reversed(ALL.split()))),
        total="130 = 104 + 13 + 13 + 0 + 0 + 0", mail="14 queued, 14 accepted", missing=("maillog.3",)),
    Row("two-hosts-one-file", "two hosts in one file", "for p in 0 1 2 3 4 5 6; do part $p p; part $p q mx2; paste -d '\\n' p q >>e.log; done; touch -d '2026-01-05 03:10' e.log",
        "e.log  0-6 0-6", total="140 = 112 + 14 + 14 + 0 + 0 + 0", mail="16 queued, 16 accepted"),
]
