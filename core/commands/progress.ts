/** A line on the terminal that says how far something long is; nothing where nobody watches. */
export function createProgress(what: string, { json }: { readonly json?: boolean }) {
  const isWatched = process.stderr.isTTY && !json
  let shown = -1
  return {
    show(done: number, total: number) {
      const percent = Math.floor((100 * done) / Math.max(1, total))
      if (!isWatched || percent === shown) return
      shown = percent
      process.stderr.write(`\r${percent} % of ${total} ${what}`)
    },
    end() {
      if (shown >= 0) process.stderr.write('\n')
    },
  }
}
