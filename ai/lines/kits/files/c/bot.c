/* my_bot leads a seat in Muster. README.md says how to have it play; begin with think. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>

#include "json.h"

enum { EVERY = 10, MOST = 32 }; /* ticks between two turns: twice a second; points of a scenario */

struct place {
  double x, y;
};

/* What is kept of the beginning. */
static struct {
  int seat, team;
  struct place points[MOST];
} begun;

static struct place place(const char *at) {
  struct place p = {0, 0};
  const char *x = json_first(at);
  if (x) p.x = json_number(x), p.y = json_number(json_next(x));
  return p;
}

/* distance is how far two places are apart, squared. */
static double distance(struct place a, struct place b) {
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

/* think prints the orders of a turn: each squad without work goes for the nearest point that our team has not got. */
static void think(const char *turn) {
  int wanted[MOST] = {0}, some = 0, i = 0;
  const char *p, *squad, *comma = "";
  for (p = json_first(json_get(turn, "points")); p && i < MOST; p = json_next(p), i++)
    if ((wanted[i] = (int)json_number(json_get(p, "owner")) != begun.team)) some = 1;
  for (squad = json_first(json_get(turn, "squads")); squad && some; squad = json_next(squad)) {
    const char *order = json_get(squad, "order"), *point = json_get(order, "point");
    struct place at = place(json_get(squad, "at"));
    int nearest = -1;
    if ((int)json_number(json_get(squad, "seat")) != begun.seat || json_number(json_get(squad, "alive")) == 0) continue;
    if (!json_is(json_get(order, "do"), "hold") && point && wanted[(int)json_number(point)]) continue;
    for (i = 0; i < MOST; i++)
      if (wanted[i] && (nearest < 0 || distance(at, begun.points[i]) < distance(at, begun.points[nearest]))) nearest = i;
    printf("%s{\"id\":%d,\"squad\":%d,\"do\":\"capture\",\"point\":%d}", comma, (int)json_number(json_get(turn, "tick")),
           (int)json_number(json_get(squad, "id")), nearest);
    comma = ",";
  }
}

static void begin(const char *said) {
  const char *p;
  int i = 0;
  begun.seat = (int)json_number(json_get(said, "seat"));
  begun.team = (int)json_number(json_get(said, "team"));
  for (p = json_first(json_get(json_get(said, "scenario"), "points")); p && i < MOST; p = json_next(p))
    begun.points[i++] = place(json_get(p, "at"));
  printf("{\"ready\":{\"name\":\"my_bot\",\"every\":%d}}\n", EVERY);
}

/* hear logs what went wrong. Standard output is for answers: the log is standard error. */
static void hear(const char *turn) {
  const char *a, *lost = json_get(turn, "lost");
  if (lost) fprintf(stderr, "lost: %.*s\n", (int)(json_end(lost) - lost), lost);
  for (a = json_first(json_get(turn, "answers")); a; a = json_next(a))
    if (!json_is(json_get(a, "refusal"), "obeyed")) fprintf(stderr, "refused: %.*s\n", (int)(json_end(a) - a), a);
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    const char *said, *turn = json_get(line, "turn");
    if ((said = json_get(line, "begin"))) {
      begin(said);
    } else if (turn) {
      hear(turn);
      printf("{\"tick\":%d,\"orders\":[", (int)json_number(json_get(turn, "tick")));
      think(turn);
      printf("]}\n");
    }
    fflush(stdout);
  }
  free(line);
  return 0;
}
