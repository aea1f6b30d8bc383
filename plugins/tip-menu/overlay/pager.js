// @ts-check
/** @typedef {import('/overlay/sdk/clock.js').Clock} Clock */

/**
 * Turns pages, the first after the last. With one page nothing runs.
 * @param {{ clock: Clock, turn: (ids: readonly string[], where: { page: number, pages: number }) => void }} parts
 */
export function createPager({ clock, turn }) {
  /** @type {readonly string[]} */
  let ids = []
  let how = { perPage: 1, everyMs: 1000 }
  let page = 0
  let cancel = () => {}

  const pages = () => Math.max(1, Math.ceil(ids.length / how.perPage))

  function draw() {
    cancel()
    turn(ids.slice(page * how.perPage, (page + 1) * how.perPage), { page, pages: pages() })
    cancel = pages() > 1 ? clock.after(how.everyMs, next) : () => {}
  }

  function next() {
    page = (page + 1) % pages()
    draw()
  }

  return {
    /** @param {readonly string[]} all @param {{ perPage: number, everyMs: number }} pace */
    begin(all, pace) {
      ids = all
      how = pace
      page = Math.min(page, pages() - 1)
      draw()
    },
    /** Where it is not there, nothing is turned. @param {string} id */
    turnTo(id) {
      const at = ids.indexOf(id)
      if (at < 0) return
      page = Math.floor(at / how.perPage)
      draw()
    },
    stop: () => cancel(),
  }
}
