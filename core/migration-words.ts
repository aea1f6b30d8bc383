/** Less than this many events take a second or two. */
const WORTH_TELLING = 100_000

/** Tells the streamer every tenth of the way that a start first brings a long log up to date. */
export function tellMigrating(say: (sentence: string) => void): (done: number, total: number) => void {
  let told = 0
  return (done, total) => {
    const tenth = Math.floor((10 * done) / Math.max(1, total))
    if (total < WORTH_TELLING || tenth === told) return
    told = tenth
    say(`The store is brought up to date, once: ${10 * tenth} % of ${total} events`)
  }
}
