/** Every way to be refused. The body is application/problem+json (RFC 9457), and each is counted by its code. */
export const PROBLEMS = {
  REQUEST_INVALID: { status: 400, title: 'The request is not understood' },
  KEY_NEEDED: {
    status: 401,
    title:
      'A key is needed, as `Authorization: Bearer <key>`; `showrunner links` prints the one for games, and Tokens on the dashboard makes others',
  },
  KEY_WRONG: {
    status: 401,
    title: 'The key is not known, or not any more; `showrunner links` prints the one for games, and Tokens on the dashboard makes others',
  },
  LOGIN_WRONG: {
    status: 401,
    title: 'The link or key is not known or too old; run `showrunner links` for a fresh link, or ask for another invitation',
  },
  ORIGIN_REFUSED: {
    status: 403,
    title: 'Pages of other origins are not served; a game in a browser takes the plugin generic-game, and a program sends no Origin',
  },
  ROLE_REFUSED: { status: 403, title: 'The role of this key may not do that' },
  ACTION_DENIED: { status: 403, title: 'The action may not be called' },
  NOT_FOUND: { status: 404, title: 'There is nothing here' },
  PLUGIN_UNKNOWN: { status: 404, title: 'There is no such plugin' },
  ACTION_UNKNOWN: { status: 404, title: 'There is no such action' },
  SESSION_UNKNOWN: { status: 404, title: 'There is no such session' },
  EVENT_UNKNOWN: { status: 404, title: 'There is no such event' },
  TIP_UNKNOWN: { status: 404, title: 'There is no such tip' },
  NOTE_UNKNOWN: { status: 404, title: 'There is no such note' },
  VIEWER_UNKNOWN: { status: 404, title: 'No such viewer is known' },
  SCENARIO_UNKNOWN: { status: 404, title: 'There is no such scenario' },
  REPLAY_UNKNOWN: { status: 404, title: 'There is no such replay' },
  DEAD_LETTER_UNKNOWN: { status: 404, title: 'There is no such dead letter' },
  PRESET_UNKNOWN: { status: 404, title: 'There is no such preset' },
  METHOD_REFUSED: { status: 405, title: 'The method is not offered here' },
  TOO_SLOW: { status: 408, title: 'The request took too long' },
  PLUGIN_REVOKED: { status: 403, title: 'The plugin was revoked' },
  LOGIN_USED: { status: 409, title: 'The link was used already; run `showrunner links` for a fresh one, or ask for another invitation' },
  PLUGIN_CHANGED: { status: 409, title: 'The plugin is not what it was; look again' },
  SESSION_ACTIVE: { status: 409, title: 'A session that was started by hand goes on already' },
  SESSION_ENDED: { status: 409, title: 'The session has ended' },
  SESSION_NEEDED: { status: 409, title: 'No session goes on' },
  SCENARIO_RUNNING: { status: 409, title: 'A scenario plays already' },
  REPLAY_RUNNING: { status: 409, title: 'A replay runs already' },
  OUTCOME_UNKNOWN: { status: 409, title: 'A request with this Idempotency-Key was begun, and its answer is not known; look what it did' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  BODY_TYPE_REFUSED: { status: 415, title: 'Send application/json, in UTF-8 and not compressed' },
  HOST_REFUSED: {
    status: 421,
    title: 'This server does not answer to that host name; take 127.0.0.1, or name it in the settings under More host names',
  },
  BODY_INVALID: { status: 422, title: 'The body is not what is expected' },
  ACTION_INPUT_INVALID: { status: 422, title: 'The input of the action is not valid' },
  PACKAGE_REFUSED: { status: 422, title: 'The package was refused; everything is as it was' },
  SETTINGS_INVALID: { status: 422, title: 'The settings are not valid' },
  EVENT_INVALID: { status: 422, title: 'The event is not valid' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'This Idempotency-Key was used for another request' },
  TOO_MANY_WRONG_KEYS: { status: 429, title: 'Too many wrong keys; wait a minute' },
  TOO_MANY_STREAMS: { status: 429, title: 'This key has as many streams open as one may' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too many or too large' },
  FAILED: { status: 500, title: 'The request failed; the log says why' },
  PLUGIN_FAILED: { status: 500, title: 'The plugin failed; the log says where' },
  ACTION_FAILED: { status: 502, title: 'The action failed' },
  PACKAGE_UNREACHABLE: { status: 502, title: 'The package cannot be fetched just now' },
  UNAVAILABLE: { status: 503, title: 'Not possible just now; try again in a moment' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

export type Problem = {
  readonly code: ProblemCode
  readonly detail?: string
  readonly path?: string
  /** What is offered in place of the method that is not. */
  readonly methods?: readonly string[]
}

/** Somebody whose role is not among those that may. */
export function refusedRole(role: string, allow: readonly string[]): Problem {
  return { code: 'ROLE_REFUSED', detail: `A key of the role ${role} may not do that; it takes one of the role ${allow.join(' or ')}` }
}

export function refusedMethod(methods: readonly string[]): Problem {
  return { code: 'METHOD_REFUSED', detail: `It takes ${methods.join(' or ')}`, methods }
}

export function tooLarge(bodyBytes: number): Problem {
  return { code: 'BODY_TOO_LARGE', detail: `A body has at most ${bodyBytes} bytes` }
}

/** Status, headers and body of the answer to a refused request. */
export function answerTo({ code, detail, path, methods }: Problem) {
  const { status, title } = PROBLEMS[code]
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(methods && { allow: methods.join(', ') }),
      ...(status === 429 && { 'retry-after': '60' }),
      ...(status === 503 && { 'retry-after': '1' }),
    },
    body: JSON.stringify({ type: 'about:blank', title, status, code, ...(detail && { detail }), ...(path && { path }) }),
  }
}
