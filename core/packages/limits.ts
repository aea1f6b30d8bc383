const MIB = 1024 * 1024

/** How much a plugin may be, packed or not. */
export const LIMITS = {
  archiveBytes: 50 * MIB,
  unpackedBytes: 50 * MIB,
  /** What git keeps of a repository, and the files that it unpacks of that. */
  clonedBytes: 100 * MIB,
  /** Folders of an archive count too. */
  files: 2000,
  depth: 8,
  pathChars: 240,
} as const
