/** Colours and spacing near enough to Discord's that a reader sees what a user would; light or dark by the system. */
export const STYLESHEET = `
:root { color-scheme: light dark; --back: #fff; --text: #2e3338; --soft: #5c6470; --card: #f2f3f5; --line: #d8dade;
  --accent: #5865f2; --code: #e3e5e8; }
@media (prefers-color-scheme: dark) { :root { --back: #313338; --text: #dbdee1; --soft: #a3a8b0; --card: #2b2d31;
  --line: #43464d; --code: #1e1f22; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.4 system-ui, sans-serif; }
header { padding: 12px 20px; border-bottom: 1px solid var(--line); }
header h1 { margin: 0; font-size: 17px; } header p { margin: 2px 0 0; color: var(--soft); font-size: 14px; }
main { max-width: 860px; padding: 12px 20px 48px; }
h2, h3, h4 { margin: 4px 0; font-size: 20px; line-height: 1.25; } h3 { font-size: 18px; } h4 { font-size: 16px; }
.text p { margin: 2px 0; } .small, .command, .caption, .only-you { color: var(--soft); font-size: 13px; margin: 2px 0; }
.command { margin: 22px 0 4px 56px; } .caption { margin: 18px 0 4px 56px; }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; font-size: 85%; }
blockquote { margin: 4px 0; padding-left: 10px; border-left: 4px solid var(--line); }
article { display: flex; gap: 16px; padding: 4px 0; }
.ephemeral { background: color-mix(in srgb, var(--accent) 8%, transparent); border-radius: 6px; }
.avatar { flex: none; width: 40px; height: 40px; border-radius: 50%; background: var(--accent); color: #fff;
  display: grid; place-items: center; font-weight: 600; }
.body { min-width: 0; flex: 1; } .author { margin: 0 0 2px; }
.app { background: var(--accent); color: #fff; font-size: 10px; border-radius: 3px; padding: 1px 4px; vertical-align: 2px; }
.container { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--line);
  border-radius: 8px; padding: 14px; max-width: 600px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px; }
.section { display: flex; gap: 12px; justify-content: space-between; align-items: start; }
.thumbnail img { width: 85px; height: 85px; object-fit: cover; border-radius: 8px; }
.gallery { display: grid; gap: 4px; border-radius: 8px; overflow: hidden; }
.gallery img { width: 100%; max-height: 520px; object-fit: contain; display: block; background: var(--code); }
.gallery img { min-width: 0; }
.gallery:not(.count-1) { grid-template-columns: repeat(2, minmax(0, 1fr)); }
.gallery.count-many { grid-template-columns: repeat(3, minmax(0, 1fr)); } .gallery:not(.count-1) img { height: 200px; object-fit: cover; }
hr { width: 100%; border: 0; border-top: 1px solid var(--line); margin: 2px 0; } .gap { height: 6px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
.button { background: var(--code); border-radius: 8px; padding: 6px 14px; font-size: 14px; font-weight: 500; }
.button.primary { background: var(--accent); color: #fff; } .button.success { background: #248046; color: #fff; }
.button.danger { background: #da373c; color: #fff; } .button.disabled { opacity: 0.5; }
.mention { color: var(--accent); background: color-mix(in srgb, var(--accent) 14%, transparent); border-radius: 3px; padding: 0 2px; }
`;
