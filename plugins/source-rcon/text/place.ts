const TEXT = /\{(user|username|userId|gift|giftId|message|event|eventId)\}/

/**
 * Why a template must not be followed, in one sentence; undefined when it may. Texts of viewers can only be between quotes, as arguments of commands
 * that show them, and one command stands alone then.
 */
export function flawOf(template: string, textCommands: readonly string[]): string | undefined {
  if (!TEXT.test(template)) return undefined
  const [command = ''] = template.trim().split(/\s/, 1)
  const allowed = textCommands.join(', ') || 'none'
  if (!textCommands.some((name) => name.toLowerCase() === command.toLowerCase()))
    return `Texts of viewers can only be in commands that show them (${allowed}); take them out, or add ${command} to "Commands with texts"`
  const parts = template.split('"')
  if (parts.length % 2 === 0 || parts.some((part, index) => index % 2 === 0 && TEXT.test(part)))
    return 'Texts of viewers can only be between quotes, for example say "{user} is here"'
  return template.includes(';') || template.includes('//')
    ? 'A command with texts of viewers stands alone; take ; and // out of it'
    : undefined
}
