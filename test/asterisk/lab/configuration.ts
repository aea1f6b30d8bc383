import { join } from 'node:path'
import { callsConfiguration } from '../../../core/commands/calls-configuration.ts'
import { ASTERISK_ROOT } from '../../../scripts/asterisk-place.mjs'

export const ARI = { user: 'showrunner', password: 'only-for-these-tests' }
export const AMI = ARI
const CONTEXT = 'internal'

export type LabPorts = { readonly http: number; readonly ami: number; readonly sip: number; readonly phone: number }

const MODULES = join(ASTERISK_ROOT, 'usr/lib/x86_64-linux-gnu/asterisk/modules')
/** What calls, plays and tells needs; Debian's whole set takes longer to load than the tests to run. */
const LOADED = [
  ...['res_sorcery_memory', 'res_sorcery_config', 'res_sorcery_astdb', 'res_pjproject', 'res_timing_timerfd', 'res_http_websocket'],
  ...['res_pjsip', 'res_pjsip_session', 'res_pjsip_sdp_rtp', 'res_pjsip_endpoint_identifier_ip', 'res_pjsip_caller_id', 'res_rtp_asterisk'],
  ...[
    'res_pjsip_pubsub',
    'res_pjsip_rfc3326',
    'chan_pjsip',
    'codec_ulaw',
    'codec_resample',
    'format_wav',
    'format_pcm',
    'bridge_simple',
    'bridge_softmix',
  ],
  ...[
    'res_stasis',
    'res_stasis_answer',
    'res_stasis_playback',
    'res_stasis_recording',
    'res_stasis_snoop',
    'res_ari',
    'res_ari_model',
    'res_ari_channels',
  ],
  ...['res_ari_events', 'res_ari_asterisk', 'res_ari_playbacks', 'res_ari_applications', 'res_websocket_client', 'app_stasis', 'app_dial'],
  ...['app_playback', 'app_userevent', 'app_system', 'app_echo', 'func_channel', 'pbx_config', 'pbx_spool', 'cdr_manager'],
]

/** Asterisk complains about each that is not there. */
const EMPTY = ['acl', 'ccss', 'cdr', 'cel', 'features', 'pjproject', 'udptl', 'websocket_client']

/** The files of an Asterisk in a folder, which listens on loopback only: what `showrunner calls setup` writes, on free ports. */
export function labConfiguration(folder: string, ports: LabPorts): Readonly<Record<string, string>> {
  const own = (name: string) => join(folder, name)
  const setup = callsConfiguration({ ...ARI, context: CONTEXT })
  const given = (name: string) => setup[name] ?? ''
  return {
    'asterisk.conf': `[directories]
astetcdir => ${own('etc')}
astmoddir => ${MODULES}
astvarlibdir => ${own('var')}
astdbdir => ${own('var')}
astkeydir => ${own('var')}
astdatadir => ${join(ASTERISK_ROOT, 'usr/share/asterisk')}
astagidir => ${own('var')}
astspooldir => ${own('spool')}
astrundir => ${own('run')}
astlogdir => ${own('log')}
[options]
documentation_language = en_US
`,
    'modules.conf': `[modules]\nautoload=no\n${LOADED.map((name) => `load=${name}.so`).join('\n')}\n`,
    'logger.conf': '[logfiles]\nmessages => notice,warning,error,verbose\n',
    'http.conf': given('http.conf').replace('8088', String(ports.http)),
    'ari.conf': given('ari.conf'),
    'manager.conf': given('manager.conf').replace('5038', String(ports.ami)),
    'rtp.conf': '[general]\nrtpstart=20000\nrtpend=29999\n',
    'pjsip.conf': `[transport]
type=transport
protocol=udp
bind=127.0.0.1:${ports.sip}
[trunk]
type=endpoint
context=nothing
disallow=all
allow=ulaw
aors=trunk
direct_media=no
[trunk]
type=aor
contact=sip:127.0.0.1:${ports.phone}
`,
    'extensions.conf': given('extensions.conf'),
    'cdr_manager.conf': '[general]\nenabled=yes\n',
    ...Object.fromEntries(EMPTY.map((name) => [`${name}.conf`, '[general]\n'])),
  }
}
