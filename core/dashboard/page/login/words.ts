export const en = {
  title: 'Sign in',
  advice:
    'Open the link that Showrunner printed when it started, or paste it here. A key does as well. The command “showrunner links” makes a fresh link.',
  key: 'Key or link',
  enter: 'Sign in',
  sso: 'Sign in with your organisation',
  opening: 'Signing in…',
  invited: 'You are invited to moderate',
  invitedText: 'This phone or computer is signed in when you come in. The link is good for one, so do not pass it on.',
  accept: 'Come in',
}

export const es: typeof en = {
  title: 'Entrar',
  advice:
    'Abre el enlace que Showrunner mostró al arrancar, o pégalo aquí. También vale una clave. El comando «showrunner links» hace un enlace nuevo.',
  key: 'Clave o enlace',
  enter: 'Entrar',
  sso: 'Entrar con tu organización',
  opening: 'Entrando…',
  invited: 'Te invitaron a moderar',
  invitedText: 'Al entrar queda registrado este teléfono u ordenador. El enlace vale para uno solo: no lo reenvíes.',
  accept: 'Entrar',
}
