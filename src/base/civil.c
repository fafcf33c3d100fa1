#include "postmortem/base/civil.h"

bool pm_is_leap(int64_t y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

int pm_days_in_month(int64_t year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && pm_is_leap(year) ? 29 : days[month - 1];
}

int64_t pm_days_from_civil(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void pm_civil_from_days(int64_t z, pm_civil *out)
{
    z += 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *out = (pm_civil){ .year = (int32_t)(yoe + era * 400 + (month <= 2)),
                       .month = (uint8_t)month,
                       .day = (uint8_t)(doy - (153 * mp + 2) / 5 + 1) };
}

int64_t pm_civil_to_seconds(const pm_civil *c)
{
    return pm_days_from_civil(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
}

void pm_civil_from_seconds(int64_t t, pm_civil *out)
{
    int64_t days = t / 86400, left = t % 86400;
    if (left < 0) {
        left += 86400;
        days--;
    }
    pm_civil_from_days(days, out);
    out->hour = (uint8_t)(left / 3600);
    out->minute = (uint8_t)(left / 60 % 60);
    out->second = (uint8_t)(left % 60);
}

int pm_weekday(int64_t days)
{
    int64_t w = (days + 4) % 7;
    return (int)(w < 0 ? w + 7 : w);
}

int pm_month_from_name(const char *s)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int m = 0; m < 12; m++)
        if (memcmp(names + 3 * m, s, 3) == 0)
            return m + 1;
    return 0;
}
