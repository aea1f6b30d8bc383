/** Whether somebody is known by the name on a tip alone: there is no viewer behind it that can be looked up. */
export function isByName(userId: string): boolean {
  return userId === '' || userId.startsWith('tip:')
}
