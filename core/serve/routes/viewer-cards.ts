import type { NoteSent } from '../../../schemas/types.ts'
import { LIMIT, ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { PEOPLE } from './roles.ts'
import type { Route, RouteContext } from './route.ts'

const FOUND = 20

/** The userId in the path; one that a path cannot hold is its UTF-8 as base64url behind a ~. */
function idOf(context: RouteContext): string {
  const id = context.req.param('userId') ?? ''
  return id.startsWith('~') ? Buffer.from(id.slice(1), 'base64url').toString('utf8') : id
}

/** Viewers by handle; one of them, with what moderators noted. Bodies are proved by their schemas. */
export function viewerCardRoutes({ cards }: Pick<ServeParts, 'cards'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/viewers',
      allow: PEOPLE,
      operation: {
        id: 'findViewers',
        tag: 'viewers',
        summary: 'Viewers whose handle begins like this, or whose id it is',
        query: { properties: { q: { type: 'string', minLength: 1, maxLength: 200 }, limit: LIMIT }, required: ['q'] },
        answer: { schema: ref('viewers', 'ViewerList') },
      },
      handle: (context) => {
        const { q, limit = FOUND } = context.get('query') as { q: string; limit?: number }
        return context.json(cards.find(q, limit))
      },
    },
    {
      method: 'GET',
      path: '/api/viewers/:userId',
      allow: PEOPLE,
      operation: {
        id: 'showViewer',
        tag: 'viewers',
        summary: 'What is known of a viewer, and what they did last',
        answer: { schema: ref('viewers', 'ViewerCard') },
        problems: ['VIEWER_UNKNOWN'],
      },
      handle: (context) => context.json(cards.card(idOf(context))),
    },
    {
      method: 'POST',
      path: '/api/viewers/:userId/notes',
      allow: PEOPLE,
      operation: {
        id: 'addViewerNote',
        tag: 'viewers',
        summary: 'Notes something about a viewer, for moderators only',
        body: ref('sessions', 'NoteSent'),
        answer: { status: 201, schema: ref('viewers', 'ViewerNoteAnswer') },
      },
      handle: (context) => {
        const { text } = context.get('body') as NoteSent
        return context.json({ note: cards.addNote(idOf(context), text, byOf(context)) }, 201)
      },
    },
    {
      method: 'DELETE',
      path: '/api/viewers/:userId/notes/:note{\\d{1,15}}',
      allow: PEOPLE,
      operation: {
        id: 'removeViewerNote',
        tag: 'viewers',
        summary: 'Removes a note for good',
        answer: { status: 204 },
        problems: ['NOTE_UNKNOWN'],
      },
      handle: (context) => {
        cards.dropNote(idOf(context), Number(context.req.param('note')), byOf(context))
        return context.body(null, 204)
      },
    },
  ]
}
