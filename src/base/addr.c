#include "postmortem/base/addr.h"

#include <arpa/inet.h>

bool pm_addr_parse(pm_span s, pm_addr *out)
{
    char text[INET6_ADDRSTRLEN];
    pm_span rest;
    *out = (pm_addr){ 0 };
    if (pm_span_after(s, PM_SPAN("IPv6:"), &rest)) /* RFC 5321 address literal */
        s = rest;
    size_t percent = pm_span_find_char(s, '%'); /* fe80::1%eth0 */
    if (percent != PM_NPOS)
        s = pm_span_first(s, percent);
    if (s.len == 0 || s.len >= sizeof text || memchr(s.ptr, '\0', s.len) != NULL)
        return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    if (memchr(text, ':', s.len) != NULL) {
        if (inet_pton(AF_INET6, text, out->bytes) != 1)
            return false;
        out->family = 6;
        static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
        if (memcmp(out->bytes, mapped, sizeof mapped) == 0) { /* ::ffff:192.0.2.1 is that IPv4 host */
            memmove(out->bytes, out->bytes + 12, 4);
            memset(out->bytes + 4, 0, 12);
            out->family = 4;
        }
        return true;
    }
    if (inet_pton(AF_INET, text, out->bytes) != 1)
        return false;
    out->family = 4;
    return true;
}

pm_addr_kind pm_addr_kind_of(const pm_addr *a)
{
    const uint8_t *b = a->bytes;
    if (a->family == 4) {
        if (b[0] == 127)
            return PM_ADDR_LOOPBACK;
        if (b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) || (b[0] == 192 && b[1] == 168) ||
            (b[0] == 169 && b[1] == 254) || (b[0] == 100 && (b[1] & 0xc0) == 64))
            return PM_ADDR_PRIVATE;
        return PM_ADDR_PUBLIC;
    }
    if (a->family == 6) {
        static const uint8_t one[16] = { [15] = 1 };
        if (memcmp(b, one, 16) == 0)
            return PM_ADDR_LOOPBACK;
        if ((b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80))
            return PM_ADDR_PRIVATE;
        return PM_ADDR_PUBLIC;
    }
    return PM_ADDR_NONE;
}

pm_addr_kind pm_addr_kind_of_text(pm_span s)
{
    pm_addr a;
    return pm_addr_parse(s, &a) ? pm_addr_kind_of(&a) : PM_ADDR_NONE;
}

pm_span pm_addr_net(pm_span address, char *buf, size_t size)
{
    pm_addr a;
    char text[INET6_ADDRSTRLEN];
    if (!pm_addr_parse(address, &a))
        return address;
    if (a.family == 4)
        a.bytes[3] = 0;
    else
        memset(a.bytes + 6, 0, 10);
    if (inet_ntop(a.family == 4 ? AF_INET : AF_INET6, a.bytes, text, sizeof text) == NULL)
        return address;
    int n = snprintf(buf, size, "%s/%d", text, a.family == 4 ? 24 : 48);
    return pm_span_make(buf, n > 0 && (size_t)n < size ? (size_t)n : 0);
}
