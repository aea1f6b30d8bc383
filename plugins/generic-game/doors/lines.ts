/** The longest line that a game may say, in bytes. */
export const LINE_MOST_BYTES = 8192

const ENDS = { newline: '\n', crlf: '\r\n', nul: '\0' } as const

export const endOf = (lineEnd: keyof typeof ENDS): string => ENDS[lineEnd]

/** Cuts what comes into lines, whichever of newline, CRLF and NUL ends them; empty ones are left out. Answers false when a line is too long. */
export function createLines(onLine: (line: string) => void) {
  const decoder = new TextDecoder()
  let rest = ''
  return (bytes: Uint8Array): boolean => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n|\0/)
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim()) onLine(line)
    return rest.length <= LINE_MOST_BYTES
  }
}
