#!/bin/bash
# Reports in both languages, looked at in a browser: run.sh POSTMORTEM BUNDLE; 77 where something it needs is not there.
# Besides the bundle's own, reports of a log that says everything a page must not believe.
# CHROMIUM names another browser, NODE_PATH another folder for the packages of package.json.
set -u
pm=$(realpath "$1") bundle=$(realpath "$2") here=$(realpath "$(dirname "$0")")
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

hostile() {
    local name
    for name in '<script>alert(1)</script>' '"><img src=x onerror=alert(2)>' "'><svg/onload=alert(3)>" '<b>&lt;i&gt;' '</script><!--' ']]>' \
        '{subject}' '{$lang}' 'pm-text=' '\u003cb\u003e' $'\xe2\x80\xaeright to left' $'a\xe2\x80\x8bb' $'\xff\xfe\x01' 'http://192.0.2.9/x.png'; do
        echo "2026-01-04T09:00:00+09:00 mx1 sshd[5]: Failed password for invalid user $name from 192.0.2.7 port 22 ssh2"
        echo "2026-01-04T09:00:00+09:00 mx1 sudo:  ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo $name"
        echo "2026-01-04T09:00:01+09:00 mx1 postfix/smtpd[9]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x, sasl_username=$name"
        echo "2026-01-04T09:00:01+09:00 mx1 postfix/smtpd[9]: 1E240C0A14: client=$name[192.0.2.7], sasl_method=PLAIN, sasl_username=$name"
        echo "2026-01-04T09:00:02+09:00 mx1 postfix/qmgr[90]: 1E240C0A14: from=<$name>, size=700, nrcpt=1 (queue active)"
        echo "2026-01-04T09:00:02+09:00 mx1 postfix/smtp[8]: 1E240C0A14: to=<a@$name>, relay=$name[192.0.2.25]:25, delay=1, delays=0/0/0/1, dsn=5.7.1, status=bounced (host $name said: 554 5.7.1 blocked using zen.spamhaus.org $name)"
        echo "2026-01-04T09:00:03+09:00 mx1 postfix/unheard-of[7]: $name"
    done
}
mkdir "$dir/hostile"
hostile >"$dir/hostile/maillog"

# What an operator states is text, too.
hostile_case() {
    local key
    for key in case-number title handling asked-by question legal-basis in-scope source-host collected-by method witness clock-reference storage note; do
        echo "$key: <script>alert('$key')</script> \"><img src=x onerror=alert(1)> &lt;i&gt; {/case/ledger/lines} http://192.0.2.9/x.png"
    done
    printf '[evidence]\nfile: <b>&\nnote: ]]>\n[transfer]\nat: <svg/onload=alert(3)>\npurpose: '"'"'"\n'
}
hostile_case >"$dir/case.txt"

report() { # NAME INPUT CASE-FILE: in both languages, from the folder that holds the input
    local lang code
    for lang in ja en; do
        (cd "$(dirname "$2")" && "$pm" -q --lang $lang --generated-at=2026-11-24T00:00:00Z --case "$3" -o "$dir/$1-$lang.html" "$(basename "$2")")
        code=$?
        [ $code -eq 0 ] || [ $code -eq 3 ] || { echo "no report of $2: exit $code"; exit 1; }
    done
}
report bundle "$bundle" "$(dirname "$bundle")/case.txt"
report hostile "$dir/hostile" "$dir/case.txt"
node "$here/check.mjs" --evidence "$(dirname "$bundle")" "$dir"/bundle-{ja,en}.html || exit
node "$here/check.mjs" --evidence "$dir" "$dir"/hostile-{ja,en}.html
