/* A reader of JSON as the host writes it: a line without spaces between its parts. A value is where it begins in the
   line; nothing is copied. */
#include <stdlib.h>
#include <string.h>

/* json_end is what stands behind a value: a comma, or the bracket that closes what it is in. */
static const char *json_end(const char *p) {
  int depth = 0;
  for (; *p; p++) {
    if (*p == '"') {
      for (p++; *p && *p != '"'; p++)
        if (*p == '\\' && p[1]) p++;
      if (!*p) return p;
    } else if (*p == '{' || *p == '[') {
      depth++;
    } else if (*p == '}' || *p == ']') {
      if (depth-- == 0) return p;
    } else if (*p == ',' && depth == 0) {
      return p;
    }
  }
  return p;
}

/* json_get is the value of a key, NULL if the object has none. */
static const char *json_get(const char *object, const char *key) {
  size_t n = strlen(key);
  const char *p;
  if (!object || *object != '{') return NULL;
  for (p = object + 1; *p == '"'; p++) {
    const char *end = strchr(p + 1, '"');
    if (!end || end[1] != ':') return NULL;
    if ((size_t)(end - p - 1) == n && !strncmp(p + 1, key, n)) return end + 2;
    p = json_end(end + 2);
    if (*p != ',') break;
  }
  return NULL;
}

/* json_first and json_next walk through a list: NULL behind the last. */
static const char *json_first(const char *list) {
  return list && *list == '[' && list[1] != ']' ? list + 1 : NULL;
}

static const char *json_next(const char *item) {
  const char *end = json_end(item);
  return *end == ',' ? end + 1 : NULL;
}

static double json_number(const char *value) { return value ? strtod(value, NULL) : 0; }

/* json_is reports whether a value is this text. */
static int json_is(const char *value, const char *text) {
  size_t n = strlen(text);
  return value && *value == '"' && !strncmp(value + 1, text, n) && value[n + 1] == '"';
}
