// The console window on a scripted console: `console.html?scene=empty`. The window itself is the production one.
import { useTransport } from '../../src/lib/api/client';
import { ScriptedConsole, type Scene } from '../../src/lib/api/scripted';
import { start } from '../../src/console/start';

const asked = new URLSearchParams(location.search);
const sync = asked.get('sync');
const scripted = new ScriptedConsole((asked.get('scene') ?? 'day') as Scene, sync ? JSON.parse(sync) : undefined);
useTransport(scripted);
Object.assign(window, { scripted });
start(document.getElementById('app')!);
