/** Whether plain data nests deeper than so many levels; looks no deeper. What strangers nest deep enough overflows the stack of whoever walks it. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1))
}
