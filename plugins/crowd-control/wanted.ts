import type { UnifiedEvent } from '#sdk'
import { PermanentError } from '#sdk/failures'
import type { EffectRule } from './settings.ts'
import type { Wanted } from './wire/request.ts'

const MOST_CHARS = 100

/** The effect that a rule asks for, in the name of whoever did it. Throws PermanentError when the rule's parameters are not JSON. */
export function wantedOf({ code, seconds, quantity, perGift, parameters }: EffectRule, event: UnifiedEvent): Wanted {
  const { user, payload, value } = event
  const count = perGift && 'giftCount' in payload ? payload.giftCount : quantity
  return {
    code,
    viewer: user?.safeName ?? ('tipperName' in payload ? shortened(payload.tipperName) : undefined) ?? 'the crowd',
    ...(user && {
      viewers: [{ service: 'TIKTOK', id: user.userId, name: shortened(user.displayName) ?? '', avatar: user.avatarUrl ?? '' }],
    }),
    ...(value?.coins && { cost: value.coins }),
    ...(seconds && { durationMs: Math.round(seconds * 1000) }),
    ...(count && { quantity: count }),
    ...(parameters?.trim() && { parameters: parsed(parameters, code) }),
  }
}

const shortened = (name: string | undefined) => (name === undefined ? undefined : Array.from(name).slice(0, MOST_CHARS).join(''))

function parsed(parameters: string, code: string): unknown {
  try {
    return JSON.parse(parameters)
  } catch {
    throw new PermanentError(`The parameters of the rule for ${code} are not JSON; look at them in the settings`)
  }
}
