// The console window on a scripted console: `console.html?scene=empty`. The window itself is the production one.
import { useTransport } from '../../src/lib/api/client';
import { ScriptedConsole, type Scene } from '../../src/lib/api/scripted';
import { start } from '../../src/console/start';

const scripted = new ScriptedConsole((new URLSearchParams(location.search).get('scene') ?? 'day') as Scene);
useTransport(scripted);
Object.assign(window, { scripted });
start(document.getElementById('app')!);
