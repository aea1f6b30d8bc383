import type { ActionView, ViewerCard } from '../../../../schemas/types.ts'
import { isObject } from '../form/shape.ts'

type User = ViewerCard['user']

/** What fields of an action's input are called that take a user, and what of the user each takes. */
const FIELDS: Readonly<Record<string, (user: User) => unknown>> = {
  userId: ({ userId }) => userId,
  viewerId: ({ userId }) => userId,
  viewer: ({ userId }) => userId,
  user: ({ userId }) => userId,
  uniqueId: ({ uniqueId }) => uniqueId,
  username: ({ uniqueId }) => uniqueId,
  handle: ({ uniqueId }) => uniqueId,
  displayName: ({ displayName }) => displayName,
}

const NAMES_OF_A_USER = Object.keys(FIELDS).filter((name) => name !== 'displayName')

/** The input of an action filled in with a user; undefined for one that takes no user, or that is about an event: nobody knows the id of one by heart. */
export function userInput({ input }: ActionView, user: User): Readonly<Record<string, unknown>> | undefined {
  const fields = fieldsOf(input)
  if (needsEvent(input) || !fields.some((name) => NAMES_OF_A_USER.includes(name))) return undefined
  return Object.fromEntries(fields.flatMap((name) => (Object.hasOwn(FIELDS, name) ? [[name, FIELDS[name]?.(user)]] : [])))
}

/** Whether nothing else has to be filled in. */
export function isComplete({ input }: ActionView, given: Readonly<Record<string, unknown>>): boolean {
  const needed = Array.isArray(input.required) ? input.required : []
  return needed.every((name) => given[name] !== undefined)
}

const needsEvent = ({ required }: ActionView['input']) => Array.isArray(required) && required.includes('eventId')

function fieldsOf(input: ActionView['input']): readonly string[] {
  return isObject(input.properties) ? Object.keys(input.properties) : []
}
