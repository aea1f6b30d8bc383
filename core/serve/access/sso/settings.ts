import type { Settings } from '../../../../schemas/types.ts'

/** The organisation's sign-in, as the settings say. */
export type SsoSettings = NonNullable<Settings['sso']>
