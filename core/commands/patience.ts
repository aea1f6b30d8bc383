/** Tells whoever sits at a terminal that something takes a while; programs are told nothing. */
export function patience(sentence: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${sentence} …\n`)
}
