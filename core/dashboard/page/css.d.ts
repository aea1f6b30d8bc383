/** Style sheets are bundled by the build; importing one names it as part of the page. */
declare module '*.css'
