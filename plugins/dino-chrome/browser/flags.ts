/** How the window looks and where its profile is. */
export type Look = {
  readonly isHeadless: boolean
  readonly hasSandbox: boolean
  readonly width: number
  readonly height: number
}

const ALWAYS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-proxy-server',
  '--metrics-recording-only',
  // Behind OBS the game goes on.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

/** What Chromium is started with: a profile of its own, since since version 136 it takes no remote control of anybody's everyday one. */
export function flagsOf({ isHeadless, hasSandbox, width, height }: Look, { profile, port }: { profile: string; port: number }): string[] {
  return [
    ...ALWAYS,
    `--user-data-dir=${profile}`,
    `--remote-debugging-port=${port}`,
    `--window-size=${width},${height}`,
    ...(isHeadless ? ['--headless', '--mute-audio'] : []),
    // The second without its bar across the picture.
    ...(hasSandbox ? [] : ['--no-sandbox', '--test-type']),
    // A window without tabs and address; the game is opened by the protocol.
    isHeadless ? 'about:blank' : '--app=data:text/html,<title>Dino</title>',
  ]
}
