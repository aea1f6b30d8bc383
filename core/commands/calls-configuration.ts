/** What an operator adds to Asterisk so that it calls for Showrunner. */
export type CallsConfiguration = {
  readonly user: string
  /** Of ARI and AMI; made by setup, since there is none to begin with. */
  readonly password: string
  readonly context: string
}

/** The files by their names in /etc/asterisk. Each stands alone: it is added to what is there. */
export function callsConfiguration({ user, password, context }: CallsConfiguration): Readonly<Record<string, string>> {
  return {
    'http.conf': '; ARI is reached on this machine only.\n[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=8088\n',
    'ari.conf': `[general]\nenabled=yes\n\n[${user}]\ntype=user\nread_only=no\npassword=${password}\n`,
    'manager.conf': `; Only for the transport "ami".
[general]
enabled=yes
bindaddr=127.0.0.1
port=5038

[${user}]
secret=${password}
deny=0.0.0.0/0.0.0.0
permit=127.0.0.1/255.255.255.255
; No "system" and no "command": who has these runs programs.
read=call,cdr,user
write=originate
`,
    'pjsip.conf': `; An example: put in what your provider gave you.
[transport-udp]
type=transport
protocol=udp
bind=0.0.0.0

[trunk]
type=endpoint
context=nothing
disallow=all
allow=ulaw,alaw
aors=trunk
;outbound_auth=trunk
direct_media=no

[trunk]
type=aor
contact=sip:sip.your-provider.example

;[trunk]
;type=auth
;auth_type=userpass
;username=
;password=
`,
    'extensions.conf': `; Only for the transports "ami" and "callfile".
[${context}]
exten => tts_playback,1,Answer()
 same => n,Playback(\${AUDIO_FILE})
 same => n,UserEvent(ShowrunnerCall,JobId: \${JOB_ID},Status: \${PLAYBACKSTATUS})
 same => n,Hangup()
`,
  }
}
