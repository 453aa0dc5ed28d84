/* The clock of knowledge of a map: what stood on which day, as /w/WATCH/map/film.json says (workbench/playback/). */
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

/* The film; nothing where the server gives none. A large watch works it out meanwhile: then it is asked again, for as
   long as it is wanted. */
export async function loaded(address, wanted) {
  try {
    while (wanted()) {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.status !== 202) return answer.ok ? new Film(await answer.json()) : null;
      await wait(Number(answer.headers.get("Retry-After") ?? 2));
    }
  } catch {
    // told as one that could not be loaded
  }
  return null;
}

class Film {
  /* Spots and holders come as rows of numbers, each of which stands for a value. */
  constructor({ days, every, zones, columns, values, ...rows }) {
    const told = (kind) => rows[kind].map((row) => Object.fromEntries(row.map((n, at) => [columns[kind][at], values[n]])));
    this.days = days;
    this.every = every;
    this.kinds = { zones, held: told("held"), spots: told("spots") };
  }

  /* What stood on a day. */
  on(kind, day) {
    return this.kinds[kind].filter((one) => one.came <= day && (!one.went || day < one.went));
  }
}
