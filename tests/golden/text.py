"""The words of some sections of a report, one block of the page a line: text.py REPORT.html
   A digest of each part of a case: text.py CASE.json
What differs from build to build is left out."""
import hashlib, html.parser, json, re, sys

SECTIONS = {"notice", "summary", "restarts", "findings", "details"}
BLOCKS = {"p", "div", "li", "tr", "h2", "h3", "h4", "section", "article", "summary", "caption", "dt", "dd", "figcaption", "ol", "ul"}
CELLS = {"td", "th"}


class Words(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.inside, self.silent, self.out = 0, 0, []

    def handle_starttag(self, tag, attributes):
        if tag in ("section", "aside") and (self.inside or dict(attributes).get("id") in SECTIONS):
            self.inside += 1
        if tag in ("svg", "script"):
            self.silent += 1
        self.out.append("\n" if tag in BLOCKS else " | " if tag in CELLS else "")

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.out.append("\n")
        if tag in ("section", "aside") and self.inside:
            self.inside -= 1
        if tag in ("svg", "script"):
            self.silent -= 1

    def handle_data(self, data):
        if self.inside and not self.silent:
            self.out.append(re.sub(r"\s+", " ", data))


def parts(case):
    for key, value in case.items():
        if key in ("tool", "options"):
            continue
        if key != "hosts":
            yield key, value
            continue
        for host in value:
            for part in host:
                yield f"{host['name']}.{part}", host[part]


with open(sys.argv[1], encoding="utf-8") as file:
    if sys.argv[1].endswith(".json"):
        for name, value in parts(json.load(file)):
            print(name, hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16])
    else:
        words = Words()
        words.feed(file.read())
        for line in "".join(words.out).splitlines():
            if line.strip(" |") and not re.match(r" *E\d+:\d+ \S+ ", line): # the evidence's own lines
                print(re.sub(" +", " ", line).strip())
