import { LIMITS } from './limits.ts'

/** Names that Windows keeps for devices, with or without something behind a dot. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i

/** Why a file of this path cannot be part of a plugin, as the end of a sentence; undefined when it can. Paths have slashes, on every system. */
export function problemOfPath(path: string): string | undefined {
  if (path.length > LIMITS.pathChars) return `is longer than ${LIMITS.pathChars} characters`
  if (path.startsWith('/')) return 'is absolute'
  if (/^[a-z]:/i.test(path)) return 'names a drive'
  const parts = path.split('/')
  if (parts.length > LIMITS.depth) return `lies deeper than ${LIMITS.depth} folders`
  return parts.map(problemOfPart).find((problem) => problem !== undefined)
}

function problemOfPart(part: string): string | undefined {
  if (part === '') return 'has a part without a name'
  if (part === '..' || part === '.') return 'leads out of the folder'
  if (part.startsWith('.')) return 'is hidden: its name begins with a dot'
  if (/[\\:*?"<>|]|\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\uFFFD/u.test(part)) return 'has a character that not every system allows'
  if (/[. ]$/.test(part) || part.startsWith(' ')) return 'begins or ends with a space, or ends with a dot'
  if (DEVICES.test(part)) return 'has the name of a device of Windows'
  if (part.toLowerCase() === 'node_modules') return 'lies in node_modules; packages are bundled in'
  return /\.node$/i.test(part) || part.toLowerCase() === 'binding.gyp' ? 'is native code, which no plugin may have' : undefined
}

/** The path as a file system sees it that knows neither case nor how an accent is written. */
export function foldedPath(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase()
}
