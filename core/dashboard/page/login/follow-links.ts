/** A link that is opened in a page that is open already changes only what stands behind the #: the page begins anew with it. */
export function followLinks(): void {
  addEventListener('hashchange', () => {
    if (/^#(code|key|invite)=/.test(location.hash)) location.reload()
  })
}
