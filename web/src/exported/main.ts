import { mount } from 'svelte';
import '../style.css';
import Exported from './Exported.svelte';
import { carried } from './carried';

mount(Exported, { target: document.getElementById('app')!, props: { carried: carried() } });
