/** Every error an operator may see: what happened, and what to do next. */
export const ERRORS = {
  PORT_TAKEN: { exitCode: 69, next: 'Stop the program that uses the port, or start with --port and another number' },
  ADDRESS_UNUSABLE: {
    exitCode: 69,
    next: 'Use --host 127.0.0.1, or an address that this machine has; --allow-remote lets other machines in',
  },
  DATA_UNREADABLE: { exitCode: 66, next: 'Give your user the right to read and write the folder, or start with --data and another one' },
  DATA_IN_USE: { exitCode: 73, next: 'Stop the other Showrunner that uses this data folder, or start with --data and another one' },
  STORE_FOREIGN: { exitCode: 65, next: 'Move the file out of the data folder; Showrunner then starts with a new one' },
  STORE_NEWER: { exitCode: 65, next: 'Update Showrunner, or start with --data and another folder' },
  STORE_CORRUPT: { exitCode: 65, next: 'Restore a backup of the data folder, or start with --salvage to go on with what can be read' },
  STORE_UNSAFE: { exitCode: 78, next: 'Remove what sets another journal or sync mode for the database' },
  STORE_FULL: { exitCode: 74, next: 'Free space on the disk; a Showrunner that runs goes on by itself' },
  STORE_WRITE_FAILED: { exitCode: 74, next: 'Check the disk, then start again' },
  BACKUP_INVALID: { exitCode: 65, next: 'Nothing was changed; take another backup' },
  SETTINGS_INVALID: { exitCode: 78, next: 'Correct what is named; a file of settings that is deleted leaves the defaults' },
  ENV_INVALID: { exitCode: 78, next: 'Correct it in .env, as NAME=value, one a line, or where else it is set' },
  USAGE: { exitCode: 64, next: 'See --help' },
  MANIFEST_MISSING: { exitCode: 0, next: 'Add a plugin.manifest.json beside the code' },
  MANIFEST_INVALID: {
    exitCode: 0,
    next: 'Correct the field; the editor helps when "$schema" names schemas/plugin-manifest.v1.schema.json',
  },
  PLUGIN_UNBUILDABLE: { exitCode: 0, next: 'Correct the code; the running version stays until then' },
  PLUGIN_START_FAILED: { exitCode: 0, next: 'Correct the code or the settings; the plugin is tried again when a file changes' },
  PLUGIN_TOO_LARGE: { exitCode: 65, next: 'Take out of the folder what the plugin does not need, or bundle its packages' },
  PLUGIN_CHANGED: { exitCode: 75, next: 'Look again at what it asks for, then approve that' },
  PLUGIN_REVOKED: { exitCode: 77, next: 'Remove it, or install a version that is not in data/revoked.json' },
  PLUGIN_DOWN: { exitCode: 75, next: 'See `showrunner plugins` for why it does not run' },
  PLUGIN_FAILED: { exitCode: 70, next: 'See the log for the file and the line' },
  PLUGIN_UNKNOWN: { exitCode: 64, next: 'See `showrunner plugins` for the ids' },
  PACKAGE_REFUSED: { exitCode: 65, next: 'Nothing was installed or packed; correct it, or ask its author for another' },
  PACKAGE_UNREACHABLE: { exitCode: 69, next: 'Check the address and the network; nothing was installed' },
  ACTION_UNKNOWN: { exitCode: 64, next: 'See `showrunner action` for what there is' },
  ACTION_INPUT_INVALID: { exitCode: 65, next: 'Correct the named field; `showrunner action --json` has the rules' },
  ACTION_DENIED: { exitCode: 77, next: 'Name the action in the manifest under permissions.actions, and approve the plugin' },
  ACTION_FAILED: {
    exitCode: 70,
    next: 'If that does not help, `showrunner plugins show` with the id of its plugin tells the file and the line',
  },
  SESSION_UNKNOWN: { exitCode: 64, next: 'See `showrunner sessions` for the numbers' },
  SESSION_ACTIVE: { exitCode: 75, next: 'End it first with `showrunner sessions end`' },
  SESSION_ENDED: { exitCode: 64, next: 'See `showrunner sessions` for what goes on' },
  SESSION_NEEDED: { exitCode: 64, next: 'Start one with `showrunner sessions start`, or name one' },
  TIP_UNKNOWN: { exitCode: 64, next: 'See `showrunner sessions tips` for the numbers' },
  NOTE_UNKNOWN: { exitCode: 64, next: 'Look at the notes again' },
  VIEWER_UNKNOWN: { exitCode: 64, next: 'Look for the viewer by handle' },
  SCENARIO_UNKNOWN: { exitCode: 64, next: 'simulate --scenario list shows them, and so does GET /api/scenarios' },
  SCENARIO_RUNNING: { exitCode: 75, next: 'Wait for its end, or stop it with DELETE /api/scenarios' },
  REPLAY_UNKNOWN: { exitCode: 64, next: 'See `showrunner replay --list` for what runs' },
  REPLAY_RUNNING: { exitCode: 75, next: 'Wait for its end, or stop it with `showrunner replay --stop`' },
  DEAD_LETTER_UNKNOWN: { exitCode: 64, next: 'See `showrunner dead-letters` for what there is' },
  EVENT_UNKNOWN: { exitCode: 64, next: 'Look for another; what is old is removed after some time' },
  PRESET_UNKNOWN: { exitCode: 64, next: 'There are dino-chrome and overlays' },
  EVENT_INVALID: { exitCode: 65, next: 'Correct the named field; schemas/unified-event.v1.schema.json has the rules' },
  HOST_FAILED: { exitCode: 70, next: 'See the log of the running Showrunner' },
  HOST_UNREACHABLE: { exitCode: 69, next: 'Start Showrunner with `npm start`, or name its address with --url' },
  OVERLOADED: { exitCode: 75, next: 'Try again in a moment' },
  SOURCE_FAILED: { exitCode: 69, next: 'Check the name and the network' },
  STOPPING: { exitCode: 75, next: 'Start Showrunner again' },
} as const satisfies Record<string, { exitCode: number; next: string }>

export type ErrorCode = keyof typeof ERRORS

/** The values of `detail` that say where, in the order they are told. */
const WHERE = ['file', 'path', 'dataDir', 'folder', 'url', 'host', 'port', 'username', 'endpoint', 'field', 'line'] as const

/** Something an operator must act on: a sentence, a code of the table above, and the values it is about. */
export class HostError extends Error {
  readonly code: ErrorCode
  readonly detail: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, detail: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'HostError'
    this.code = code
    this.detail = detail
  }

  /** The whole sentence: what, where, then what to do next. */
  get advice(): string {
    const where = WHERE.map((name) => this.detail[name]).filter((value) => value !== undefined && !this.message.includes(String(value)))
    const sentence = `${this.message}${where.length > 0 ? ` (${where.join(', ')})` : ''}`
    return `${sentence}${sentence.endsWith('?') ? '' : '.'} ${ERRORS[this.code].next}.`
  }

  /** The same for who asked for JSON. */
  toJSON() {
    return { code: this.code, message: this.advice, exitCode: ERRORS[this.code].exitCode }
  }
}
