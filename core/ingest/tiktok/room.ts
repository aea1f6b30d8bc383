import type {
  WebcastControlMessage,
  WebcastEnvelopeMessage,
  WebcastGoalUpdateMessage,
  WebcastLinkMicArmies,
  WebcastLinkMicBattle,
} from 'tiktok-live-proto/v3'
import type { BattlePayload } from '../../../schemas/types.ts'
import type { Mapping, MappingContext } from './mapping.ts'
import { countOf, idOf, present, textOf, timeOf } from './values.ts'

const SUPER_FAN_BOX = 19
const BATTLE_STATUS: Readonly<Record<number, BattlePayload['battleStatus']>> = { 4: 'started', 5: 'ended', 6: 'ended' }
const MAX_ITEMS = 200

/** Paused and resumed are told by name; ended and suspended end the session. */
export function mapControl(message: WebcastControlMessage): Mapping {
  if (message.action === 1) return { eventType: 'custom', payload: { name: 'tiktok.paused' } }
  if (message.action === 2) return { eventType: 'custom', payload: { name: 'tiktok.resumed' } }
  if (message.action === 3) return { eventType: 'streamEnd', payload: { reason: 'ended' } }
  if (message.action === 4) return { eventType: 'streamEnd', payload: { reason: 'suspended' } }
  return 'unmapped'
}

export function mapEnvelope(message: WebcastEnvelopeMessage, { now }: MappingContext): Mapping {
  const envelope = message.envelopeInfo
  if (!envelope) return 'malformed'
  const isSuperFanBox =
    envelope.businessType === SUPER_FAN_BOX || Boolean(message.common?.displayText?.key.toLowerCase().includes('ttlive_superfanbox'))
  const sender = idOf(envelope.sendUserId)
  return {
    eventType: 'envelope',
    payload: present({
      envelopeId: idOf(envelope.envelopeId),
      diamondCount: countOf(envelope.diamondCount),
      peopleCount: countOf(envelope.peopleCount),
      unpackAt: timeOf(envelope.unpackAt, now),
      isSuperFanBox,
    }),
    ...(sender && { user: { userId: sender, uniqueId: '', displayName: envelope.sendUserName } }),
  }
}

export function mapGoal(message: WebcastGoalUpdateMessage): Mapping {
  const goal = message.goal
  if (!goal) return 'malformed'
  const step = goal.subGoals[0]
  return {
    eventType: 'goalUpdate',
    payload: present({
      goalId: idOf(goal.id) ?? idOf(goal.idStr),
      title: textOf(goal.description) ?? textOf(step?.gift?.name),
      progress: countOf(step?.progress),
      target: countOf(step?.target),
      contributor: textOf(message.contributorDisplayId),
    }),
  }
}

/** A battle was opened or closed; invitations and answers to them are steps between. */
export function mapBattle(message: WebcastLinkMicBattle): Mapping {
  const participants = message.anchorsInfo.slice(0, MAX_ITEMS).flatMap(({ key, value }) => {
    const userId = idOf(value?.user?.userId) ?? idOf(key)
    const score = userId === undefined ? undefined : countOf(message.battleResult[userId]?.score)
    return userId ? [present({ userId, uniqueId: textOf(value?.user?.displayId), displayName: textOf(value?.user?.nickName), score })] : []
  })
  const battleStatus = BATTLE_STATUS[message.action] ?? 'updated'
  return { eventType: 'battle', payload: present({ battleId: idOf(message.battleId), battleStatus, participants }) }
}

/** The score of a running battle, by host. */
export function mapArmies(message: WebcastLinkMicArmies): Mapping {
  const participants = Object.entries(message.armies)
    .slice(0, MAX_ITEMS)
    .map(([userId, army]) => present({ userId, score: countOf(army.hostscore) }))
  return { eventType: 'battle', payload: present({ battleId: idOf(message.battleId), battleStatus: 'updated' as const, participants }) }
}
