import type { SsoSettings } from './settings.ts'

type Claims = Readonly<Record<string, unknown>>
type Given = SsoSettings['roles'][number]['role']

const STRONGEST_FIRST: readonly Given[] = ['admin', 'moderator', 'game']

/** The strongest role that the settings give for what the provider says of somebody. Addresses count only when the provider has verified them. */
export function roleOf(claims: Claims, { roles }: Pick<SsoSettings, 'roles'>): Given | undefined {
  const found = roles.filter(({ claim, value }) => says(claims, claim, value)).map(({ role }) => role)
  return STRONGEST_FIRST.find((role) => found.includes(role))
}

function says(claims: Claims, claim: string, value: string): boolean {
  if (claim === 'email' && claims.email_verified !== true) return false
  const said = Object.hasOwn(claims, claim) ? claims[claim] : undefined
  return Array.isArray(said) ? said.includes(value) : said === value
}

/** What to call somebody, for people. */
export function nameOf({ name, email, sub }: Claims): string {
  const text = [name, email, sub].find((one): one is string => typeof one === 'string' && one !== '') ?? ''
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 80) || 'Somebody of the organisation'
}
