/** Something that a stream might show: hills in the evening. */
const SCENE = `radial-gradient(ellipse 60% 30% at 20% 100%, #16323f 0 98%, transparent), radial-gradient(ellipse 70% 38% at 85% 105%, #1d4250 0 98%, transparent),
      radial-gradient(ellipse 90% 45% at 50% 108%, #2b5a66 0 98%, transparent),
      radial-gradient(circle at 78% 66%, #fff3c4 0 34px, #ffd98a55 36px 90px, transparent 92px), linear-gradient(#3b2d6b, #c2557a 55%, #f2a65a 80%)`

/** A page with the dashboard in front of a scene over which an alert is shown; both are PNGs. */
export function composed(dashboard: Buffer, alert: Buffer): string {
  return `<style>
  body { margin: 0; width: 1440px; height: 620px; background: #0b0910; position: relative; overflow: hidden }
  .window { position: absolute; left: 40px; top: 40px; width: 860px; border-radius: 14px; box-shadow: 0 20px 60px #000c }
  .scene { position: absolute; right: 40px; top: 130px; width: 640px; height: 400px; border-radius: 14px; overflow: hidden; box-shadow: 0 20px 60px #000d;
    background: ${SCENE} }
  .scene img { position: absolute; width: 1024px; left: -192px; top: -10px }
</style><img class="window" src="${dataUrl(dashboard)}"><div class="scene"><img src="${dataUrl(alert)}"></div>`
}

/** A scene with what OBS lays over it. */
export function onStage(overlay: Buffer): string {
  return `<style>
  body { margin: 0; overflow: hidden; background: ${SCENE} }
  img { display: block }
</style><img src="${dataUrl(overlay)}">`
}

function dataUrl(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`
}
