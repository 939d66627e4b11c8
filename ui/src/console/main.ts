// The console window's page.
import { start } from './start';

start(document.getElementById('app')!);
