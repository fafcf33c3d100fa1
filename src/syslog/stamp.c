/*
 * stamp: RFC 3164 section 4.1.2 ("Nov  4 09:05:01", also zero-padded as postlogd and journalctl
 * write it, and with the month as a locale names it), RFC 3339 as rsyslog writes it, dated
 * forms without zone, and journalctl's short-full and short-unix.
 */
#include "stamp.h"

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int two(const char *p) /* "09" or " 9" -> 9; -1 when it is neither */
{
    if (!is_digit(p[1]) || !(is_digit(p[0]) || p[0] == ' '))
        return -1;
    return (p[0] == ' ' ? 0 : p[0] - '0') * 10 + (p[1] - '0');
}

static int four(const char *p)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        if (!is_digit(p[i]))
            return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

/* "hh:mm:ss" */
static bool clock_time(const char *p, pm_civil *c)
{
    int h = two(p), m = two(p + 3), s = two(p + 6);
    if (p[2] != ':' || p[5] != ':' || !is_digit(p[0]) || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
        return false;
    c->hour = (uint8_t)h;
    c->minute = (uint8_t)m;
    c->second = (uint8_t)s;
    return true;
}

/* ".123456" or ",123": to microseconds; *s moves behind it */
static uint32_t fraction(pm_span *s)
{
    if (s->len < 2 || (s->ptr[0] != '.' && s->ptr[0] != ',') || !is_digit(s->ptr[1]))
        return 0;
    uint32_t v = 0;
    size_t i = 1;
    for (; i < s->len && is_digit(s->ptr[i]); i++)
        if (i <= 6)
            v = v * 10 + (uint32_t)(s->ptr[i] - '0');
    for (size_t k = i; k <= 6; k++)
        v *= 10;
    *s = pm_span_skip(*s, i);
    return v;
}

/* "Z", "+09:00", "+0900" */
static bool written_offset(pm_span *s, int32_t *out)
{
    if (s->len && s->ptr[0] == 'Z') {
        *out = 0;
        *s = pm_span_skip(*s, 1);
        return true;
    }
    if (s->len < 5 || (s->ptr[0] != '+' && s->ptr[0] != '-') || !is_digit(s->ptr[1]))
        return false;
    size_t colon = s->ptr[3] == ':';
    if (s->len < 5 + colon)
        return false;
    int h = two(s->ptr + 1), m = two(s->ptr + 3 + colon);
    if (h < 0 || h > 14 || m < 0 || m > 59 || !is_digit(s->ptr[3 + colon]))
        return false;
    *out = (s->ptr[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
    *s = pm_span_skip(*s, 5 + colon);
    return true;
}

enum { DAY_AND_TIME = 12 };

/* "  4 09:05:01", at least 12 bytes; month 0 is none */
static bool day_and_time(const char *p, int month, pm_civil *c)
{
    if (p[0] != ' ' || p[3] != ' ' || month < 1 || month > 12)
        return false;
    int day = two(p + 1);
    if (day < 1 || day > pm_days_in_month(2024, month) || !clock_time(p + 4, c))
        return false;
    c->month = (uint8_t)month;
    c->day = (uint8_t)day;
    return true;
}

/* "Nov  4 09:05:01", at least 15 bytes */
static bool month_day_time(pm_span s, pm_civil *c)
{
    return s.len >= 3 + DAY_AND_TIME && day_and_time(s.ptr + 3, pm_month_from_name(s.ptr), c);
}

typedef struct {
    pm_span name;
    int month; /* 0: a sign behind the month's number */
} month_name;

static const month_name month_names[] = {
#define PM_MONTH(name, month) { PM_SPAN_INIT(name), month },
#define PM_MONTH_SIGN(name) { PM_SPAN_INIT(name), 0 },
#include "months.def"
#undef PM_MONTH
#undef PM_MONTH_SIGN
};

/* "8", " 8", "12": journalctl's %b begins so under LC_TIME ja_JP, zh_CN and ko_KR.  Moves *s behind it; 0: no number. */
static int month_number(pm_span *s)
{
    int month = 0;
    size_t n = s->len && s->ptr[0] == ' ';
    for (size_t end = n + 2; n < end && n < s->len && is_digit(s->ptr[n]); n++)
        month = month * 10 + (s->ptr[n] - '0');
    if (month)
        *s = pm_span_skip(*s, n);
    return month;
}

/* journalctl's "%b %d %H:%M:%S" under LC_TIME: "M\xc3\xa4r 04 09:05:01", "f\xc3\xa9vr. 04 09:05:01", " 8<U+6708> 04 09:05:12". */
static bool local_month_day_time(pm_span s, pm_civil *c, pm_span *rest)
{
    int number = month_number(&s);
    for (size_t i = 0; i < sizeof month_names / sizeof *month_names; i++) {
        const month_name *m = &month_names[i];
        if ((m->month == 0) != (number != 0) || !pm_span_after(s, m->name, rest) || rest->len < DAY_AND_TIME ||
            !(number || is_digit(rest->ptr[1])) || !day_and_time(rest->ptr, number ? number : m->month, c))
            continue;
        *rest = pm_span_skip(*rest, DAY_AND_TIME);
        return true;
    }
    return false;
}

/* "2026-01-04T09:43:51" or with a blank, at least 19 bytes */
static bool iso_time(pm_span s, pm_civil *c)
{
    if (s.len < 19 || s.ptr[4] != '-' || s.ptr[7] != '-' || (s.ptr[10] != 'T' && s.ptr[10] != ' '))
        return false;
    int year = four(s.ptr), month = two(s.ptr + 5), day = two(s.ptr + 8);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > pm_days_in_month(year, month) ||
        !clock_time(s.ptr + 11, c))
        return false;
    c->year = year;
    c->month = (uint8_t)month;
    c->day = (uint8_t)day;
    return true;
}

/* "2026-01-04T09:43:51.123+09:00", "2026-01-04 09:43:51,123 +0900" */
static bool dated(pm_span s, pm_stamp *out, uint32_t *micro, pm_span *rest)
{
    if (!iso_time(s, &out->civil))
        return false;
    out->form = PM_STAMP_DATED;
    *rest = pm_span_skip(s, 19);
    *micro = fraction(rest);
    pm_span zone = *rest;
    if (s.ptr[10] == ' ' && zone.len && zone.ptr[0] == ' ') /* "2026-01-04 09:43:51 +0900" */
        zone = pm_span_skip(zone, 1);
    if (written_offset(&zone, &out->offset)) {
        out->form = PM_STAMP_RFC3339;
        *rest = zone;
    }
    return true;
}

/* "2013 Jun 10 06:27:30.123" */
static bool year_first(pm_span s, pm_stamp *out, uint32_t *micro, pm_span *rest)
{
    if (s.len < 20 || s.ptr[4] != ' ' || four(s.ptr) < 1970 || !month_day_time(pm_span_skip(s, 5), &out->civil))
        return false;
    out->form = PM_STAMP_DATED;
    out->civil.year = four(s.ptr);
    *rest = pm_span_skip(s, 20);
    *micro = fraction(rest);
    return out->civil.day <= pm_days_in_month(out->civil.year, out->civil.month);
}

/* " JST", " CEST", " -03": the abbreviation that tzname gives; those that name an offset are one. */
static bool zone_name(pm_stamp *out, pm_span *rest)
{
    enum { ABBREVIATION_MAX = 6 }; /* as the tz database has them */
    size_t n = 1;
    if (!rest->len || rest->ptr[0] != ' ')
        return false;
    while (n < rest->len && n <= ABBREVIATION_MAX && rest->ptr[n] != ' ')
        n++;
    pm_span name = pm_span_make(rest->ptr + 1, n - 1);
    if (name.len < 3 || n == rest->len || rest->ptr[n] != ' ')
        return false;
    bool sign = name.ptr[0] == '+' || name.ptr[0] == '-';
    for (size_t i = sign; i < name.len; i++)
        if (sign ? !is_digit(name.ptr[i]) : name.ptr[i] < 'A' || name.ptr[i] > (i == 1 ? 'z' : 'Z')) /* "ChST" */
            return false;
    if (sign) {
        int minutes = name.len == 5 ? two(name.ptr + 3) : 0;
        if (name.len != 3 && (name.len != 5 || minutes < 0))
            return false;
        out->offset = (name.ptr[0] == '-' ? -1 : 1) * (two(name.ptr + 1) * 3600 + minutes * 60);
    }
    if (sign || pm_span_eq(name, PM_SPAN("UTC")) || pm_span_eq(name, PM_SPAN("GMT")))
        out->form = PM_STAMP_RFC3339;
    else
        out->zone_name = name;
    *rest = pm_span_skip(*rest, n);
    return true;
}

/* "Wed 2026-11-04 09:05:01 JST": journalctl short-full and with-unit; the weekday is English in every locale */
static bool weekday_first(pm_span s, pm_stamp *out, uint32_t *micro, pm_span *rest)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    bool any = false;
    if (s.len < 23 || s.ptr[3] != ' ' || s.ptr[14] != ' ')
        return false;
    for (size_t i = 0; i < 7; i++)
        any = any || memcmp(days + 3 * i, s.ptr, 3) == 0;
    return any && dated(pm_span_skip(s, 4), out, micro, rest) && (out->form == PM_STAMP_RFC3339 || zone_name(out, rest));
}

/* "1793750701.123456": journalctl short-unix, always six digits of the second (three: squid) */
static bool epoch(pm_span s, pm_stamp *out, uint32_t *micro, pm_span *rest)
{
    uint64_t seconds, part;
    pm_span digits;
    if (!pm_span_number(s, &seconds, &digits) || seconds < 100000000 || seconds > 99999999999u ||
        !pm_span_after(digits, PM_SPAN("."), &digits) || !pm_span_number(digits, &part, rest) || rest->ptr - digits.ptr != 6)
        return false;
    out->form = PM_STAMP_EPOCH;
    pm_civil_from_seconds((int64_t)seconds, &out->civil);
    *micro = (uint32_t)part;
    return true;
}

bool pm_stamp_parse(pm_span s, pm_stamp *out, uint32_t *micro, pm_span *rest)
{
    *out = (pm_stamp){ .form = PM_STAMP_NONE };
    *micro = 0;
    if (month_day_time(s, &out->civil)) {
        out->form = PM_STAMP_RFC3164;
        *rest = pm_span_skip(s, 15);
        *micro = fraction(rest);
        return true;
    }
    if (s.len && is_digit(s.ptr[0]) && (dated(s, out, micro, rest) || year_first(s, out, micro, rest) || epoch(s, out, micro, rest)))
        return true;
    if (weekday_first(s, out, micro, rest))
        return true;
    if (!local_month_day_time(s, &out->civil, rest))
        return false;
    out->form = PM_STAMP_RFC3164;
    *micro = fraction(rest);
    return true;
}

void pm_clock_init(pm_clock *c, const pm_zone *zone, int32_t first_year)
{
    *c = (pm_clock){ .zone = zone, .year = first_year, .last_local = INT64_MIN, .again_at = INT64_MIN };
}

/* A step of more than half a year in the months is a New Year, passed forward or backward. */
static void yearless(pm_clock *c, pm_civil *civil)
{
    if (c->month) {
        int step = (int)civil->month - (int)c->month;
        if (step < -6) {
            c->year++;
            c->rollovers++;
        } else if (step > 6) {
            c->year--;
            c->rollovers--;
        }
    }
    c->month = civil->month;
    c->day = civil->day;
    if (civil->month == 2 && civil->day == 29 && !c->leap_day) {
        c->leap_day = true;
        c->leap_after = c->rollovers;
    }
    civil->year = c->year;
}

static void remember(pm_clock *c, pm_span key, int64_t hour_utc)
{
    c->key_len = (uint8_t)key.len;
    memcpy(c->key, key.ptr, key.len);
    c->key_utc = hour_utc;
}

/* Minute and second of a stamp in the remembered hour: p at "mm:ss". */
static inline bool minute_second(const char *p, int64_t hour_utc, int64_t *out)
{
    if (!is_digit(p[0]) || !is_digit(p[1]) || p[2] != ':' || !is_digit(p[3]) || !is_digit(p[4]))
        return false;
    int m = (p[0] - '0') * 10 + (p[1] - '0'), s = (p[3] - '0') * 10 + (p[4] - '0');
    if (m > 59 || s > 60)
        return false;
    *out = hour_utc + m * 60 + s;
    return true;
}

/* "Nov  4 09:" as last time */
static inline bool same_hour_3164(const pm_clock *c, pm_span s, pm_record *rec, pm_span *rest)
{
    if (c->key_len != 10 || s.len < 15 || memcmp(c->key, s.ptr, 10) != 0 ||
        !minute_second(s.ptr + 10, c->key_utc, &rec->time))
        return false;
    *rest = pm_span_skip(s, 15);
    rec->form = PM_STAMP_RFC3164;
    rec->micro = rest->len && rest->ptr[0] != ' ' ? fraction(rest) : 0;
    return true;
}

/* "2026-01-04T09:" as last time, with the same offset */
static bool same_hour_3339(const pm_clock *c, pm_span s, pm_record *rec, pm_span *rest)
{
    if (c->key_len != 14 || s.len < 20 || memcmp(c->key, s.ptr, 14) != 0 ||
        !minute_second(s.ptr + 14, c->key_utc, &rec->time))
        return false;
    *rest = pm_span_skip(s, 19);
    rec->micro = fraction(rest);
    size_t n = strlen(c->key_offset);
    if (rest->len < n || memcmp(rest->ptr, c->key_offset, n) != 0)
        return false;
    *rest = pm_span_skip(*rest, n);
    rec->form = PM_STAMP_RFC3339;
    rec->offset = c->key_offset_seconds;
    return true;
}

/* A time that occurs twice is the second one once the stamps went back in that hour by more than lines come late. */
static int64_t first_or_again(pm_clock *c, int64_t first, int64_t again)
{
    enum { LATE = 300, NEAR = 86400 };
    bool second = c->again_at != INT64_MIN && again < c->again_at + NEAR && again > c->again_at - NEAR;
    if (!second && c->last_local != INT64_MIN && first < c->last_local - LATE && again >= c->last_local - LATE) {
        c->again_at = again;
        second = true;
    }
    return second ? again : first;
}

/* true: in the hour of this stamp, the time of each has to be told on its own. */
static bool local_to_utc(pm_clock *c, int64_t hour, int64_t within, pm_record *rec)
{
    int64_t again;
    bool repeats = pm_zone_again(c->zone, hour, &again) || pm_zone_again(c->zone, hour + 3599, &again);
    int64_t first = repeats ? pm_zone_to_utc(c->zone, hour + within) : pm_zone_to_utc(c->zone, hour) + within;
    rec->time = first;
    if (repeats && pm_zone_again(c->zone, hour + within, &again)) {
        rec->time = first_or_again(c, first, again);
        rec->again = (int32_t)(rec->time - first);
    } else if (first < c->again_at) {
        c->again_at = INT64_MIN; /* the clock was set back to before that hour: it comes again */
    }
    c->last_local = rec->time;
    return repeats;
}

/* "CEST": of the two readings of a local time, the one that the zone calls so; a name that is neither's is another zone's. */
static void by_zone_name(pm_clock *c, pm_span name, int64_t local, pm_record *rec)
{
    char buf[PM_ZONE_ABBREVIATION];
    int64_t first = pm_zone_to_utc(c->zone, local), again;
    if (pm_span_eq(pm_zone_abbreviation(c->zone, first, buf), name))
        rec->time = first;
    else if (pm_zone_again(c->zone, local, &again) && pm_span_eq(pm_zone_abbreviation(c->zone, again, buf), name))
        rec->time = again;
    else
        c->zone_name_differs = c->zone_name_differs || pm_zone_abbreviation(c->zone, first, buf).len > 0;
    rec->again = (int32_t)(rec->time - first);
}

bool pm_clock_read(pm_clock *c, pm_span s, pm_record *rec, pm_span *rest)
{
    if (same_hour_3164(c, s, rec, rest) || same_hour_3339(c, s, rec, rest))
        return true;
    pm_stamp stamp;
    if (!pm_stamp_parse(s, &stamp, &rec->micro, rest))
        return false;
    rec->form = stamp.form;
    rec->offset = stamp.offset;
    if (stamp.form == PM_STAMP_RFC3164)
        yearless(c, &stamp.civil);
    if (stamp.civil.day > pm_days_in_month(stamp.civil.year, stamp.civil.month)) {
        stamp.civil.month = 3; /* 29 February under a wrong year: the witnesses will say so */
        stamp.civil.day = 1;
    }
    int64_t within = stamp.civil.minute * 60 + stamp.civil.second;
    int64_t hour = pm_civil_to_seconds(&stamp.civil) - within;
    c->key_len = 0;
    if (stamp.form == PM_STAMP_EPOCH) {
        rec->time = hour + within;
        return true;
    }
    if (stamp.form == PM_STAMP_RFC3339) {
        hour -= stamp.offset;
        pm_span text = pm_span_first(s, s.len - rest->len);
        size_t from = 19;
        while (from < text.len && text.ptr[from] != 'Z' && text.ptr[from] != '+' && text.ptr[from] != '-')
            from++;
        if (s.ptr[10] == 'T' && text.len - from < sizeof c->key_offset) {
            remember(c, pm_span_first(s, 14), hour);
            memcpy(c->key_offset, text.ptr + from, text.len - from);
            c->key_offset[text.len - from] = '\0';
            c->key_offset_seconds = stamp.offset;
        }
        if (pm_zone_offset(c->zone, hour) != stamp.offset)
            c->written_offset_differs = true;
    } else {
        bool repeats = local_to_utc(c, hour, within, rec);
        if (stamp.zone_name.len)
            by_zone_name(c, stamp.zone_name, hour + within, rec);
        hour = rec->time - within;
        if (!repeats && stamp.form == PM_STAMP_RFC3164 && s.ptr[9] == ':') /* "Nov  4 09:", "mai 04 09:", not "mars 04 09:" */
            remember(c, pm_span_first(s, 10), hour);
    }
    rec->time = hour + within;
    return true;
}
