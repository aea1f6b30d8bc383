import type { NoteSent, Session, SessionEnd, SessionPatch, SessionStart, ViewersSent } from '../../../schemas/types.ts'
import { CURSOR, LIMIT, ref } from '../describe/ref.ts'
import type { ServeParts, SessionsWanted } from '../serve.ts'
import { byOf } from './by.ts'
import { PEOPLE } from './roles.ts'
import type { Route, RouteContext } from './route.ts'
import { sessionFor } from './session-for.ts'

const AND_GAMES = [...PEOPLE, 'game'] as const
const SESSION = ref('sessions', 'SessionAnswer')

/** The number or the id in the path. */
const idOf = (context: RouteContext) => context.req.param('id') ?? ''

/** Sessions: the list, one of them, and what people do with them. A session is named by its number or its id. Bodies are proved by their schemas. */
export function sessionRoutes({ sessions }: Pick<ServeParts, 'sessions'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/sessions',
      allow: PEOPLE,
      operation: {
        id: 'startSession',
        tag: 'sessions',
        summary: 'Starts a session by hand, one at a time',
        body: ref('sessions', 'SessionStart'),
        answer: { status: 201, schema: SESSION },
        problems: ['SESSION_ACTIVE'],
      },
      handle: async (context) => context.json({ session: await sessions.start(context.get('body') as SessionStart, byOf(context)) }, 201),
    },
    {
      method: 'GET',
      path: '/api/sessions',
      allow: PEOPLE,
      operation: {
        id: 'listSessions',
        tag: 'sessions',
        summary: 'Lives and replays, newest first',
        query: {
          properties: {
            limit: LIMIT,
            cursor: { ...CURSOR, pattern: '^[0-9]{1,15}$' },
            status: { $ref: 'api/sessions.v1.schema.json#/definitions/SessionStatus' },
            platform: { $ref: 'api/sessions.v1.schema.json#/definitions/StreamPlatform' },
            q: { type: 'string', minLength: 1, maxLength: 200, description: 'Part of the name or the title' },
          },
        },
        answer: { schema: ref('sessions', 'SessionPage') },
      },
      handle: (context) => context.json(sessions.page({ limit: 100, ...(context.get('query') as Partial<SessionsWanted>) })),
    },
    {
      method: 'GET',
      path: '/api/sessions/active',
      allow: AND_GAMES,
      operation: {
        id: 'showActiveSessions',
        tag: 'sessions',
        summary: 'The session that goes on, and all that do',
        answer: { schema: ref('sessions', 'ActiveSessions') },
      },
      handle: (context) => {
        const { session, sessions: all } = sessions.active()
        const shown = (one: Session) => sessionFor(context, one)
        return context.json({ session: session && shown(session), sessions: all.map(shown) })
      },
    },
    {
      method: 'GET',
      path: '/api/sessions/:id',
      allow: PEOPLE,
      operation: {
        id: 'showSession',
        tag: 'sessions',
        summary: 'One session with its totals, and who gave most',
        answer: { schema: ref('sessions', 'SessionShown') },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => context.json(sessions.show(idOf(context))),
    },
    {
      method: 'PATCH',
      path: '/api/sessions/:id',
      allow: PEOPLE,
      operation: {
        id: 'changeSession',
        tag: 'sessions',
        summary: 'Changes what people wrote about a session; what is left out stays',
        body: ref('sessions', 'SessionPatch'),
        answer: { schema: SESSION },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => context.json({ session: sessions.change(idOf(context), context.get('body') as SessionPatch, byOf(context)) }),
    },
    {
      method: 'POST',
      path: '/api/sessions/:id/end',
      allow: PEOPLE,
      operation: {
        id: 'endSession',
        tag: 'sessions',
        summary: 'Ends a session; what its source sends afterwards begins another',
        body: ref('sessions', 'SessionEnd'),
        answer: { schema: SESSION },
        problems: ['SESSION_UNKNOWN', 'SESSION_ENDED'],
      },
      handle: async (context) => {
        const { reason = 'ended' } = context.get('body') as SessionEnd
        return context.json({ session: await sessions.end(idOf(context), reason, byOf(context)) })
      },
    },
    {
      method: 'POST',
      path: '/api/sessions/:id/viewers',
      allow: AND_GAMES,
      operation: {
        id: 'updateViewers',
        tag: 'sessions',
        summary: 'Says how many watch now; plugins hear of it as of a platform’s count',
        body: ref('sessions', 'ViewersSent'),
        answer: { schema: SESSION },
        problems: ['SESSION_UNKNOWN', 'SESSION_ENDED'],
      },
      handle: async (context) => {
        const { viewerCount } = context.get('body') as ViewersSent
        return context.json({ session: sessionFor(context, await sessions.viewers(idOf(context), viewerCount)) })
      },
    },
    {
      method: 'GET',
      path: '/api/sessions/:id/timeline',
      allow: PEOPLE,
      operation: {
        id: 'showSessionTimeline',
        tag: 'sessions',
        summary: 'What happened in each minute of a session',
        answer: { schema: ref('sessions', 'Activity') },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => context.json(sessions.timeline(idOf(context))),
    },
    ...noteRoutes({ sessions }),
  ]
}

/** Notes of a session, each with its time. */
function noteRoutes({ sessions }: Pick<ServeParts, 'sessions'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/sessions/:id/notes',
      allow: PEOPLE,
      operation: {
        id: 'listSessionNotes',
        tag: 'sessions',
        summary: 'The notes of a session, oldest first',
        answer: { schema: ref('sessions', 'SessionNotes') },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => context.json({ notes: sessions.notes(idOf(context)) }),
    },
    {
      method: 'POST',
      path: '/api/sessions/:id/notes',
      allow: PEOPLE,
      operation: {
        id: 'addSessionNote',
        tag: 'sessions',
        summary: 'Notes something with the time of now; the newest 1,000 are kept',
        body: ref('sessions', 'NoteSent'),
        answer: { status: 201, schema: ref('sessions', 'SessionNoteAnswer') },
        problems: ['SESSION_UNKNOWN'],
      },
      handle: (context) => {
        const { text } = context.get('body') as NoteSent
        return context.json({ note: sessions.addNote(idOf(context), text, byOf(context)) }, 201)
      },
    },
    {
      method: 'DELETE',
      path: '/api/sessions/:id/notes/:note{\\d{1,15}}',
      allow: PEOPLE,
      operation: {
        id: 'removeSessionNote',
        tag: 'sessions',
        summary: 'Removes a note for good',
        answer: { status: 204 },
        problems: ['SESSION_UNKNOWN', 'NOTE_UNKNOWN'],
      },
      handle: (context) => {
        sessions.dropNote(idOf(context), Number(context.req.param('note')), byOf(context))
        return context.body(null, 204)
      },
    },
  ]
}
