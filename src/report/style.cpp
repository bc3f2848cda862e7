#include "report/style.hpp"

namespace mote::report {

// Colours of kinds: Okabe and Ito (2008), lightened on dark paper until the contrast is AA.
const char* const style_sheet = R"css(
:root{--paper:#FAFAF7;--surface:#FFFFFF;--ink:#1B1F23;--muted:#57606A;--line:#E1E4DE;--accent:#0B6E69;--soft:#DFF0EE;
--normal:#18794E;--abnormal:#C62A2F;--not-sure:#8A5B00;
--k0:#0072B2;--k1:#E69F00;--k2:#009E73;--k3:#CC79A7;--k4:#56B4E9;--k5:#D55E00;
--n0:#0072B2;--n1:#8A5B00;--n2:#00735A;--n3:#A0467A;--n4:#1F6F9E;--n5:#A84A00}
@media (prefers-color-scheme:dark){:root{--paper:#121417;--surface:#1A1D21;--ink:#E8EAED;--muted:#A3ABB5;
--line:#2C3238;--accent:#5CC8BE;--soft:#16302E;--normal:#4CC38A;--abnormal:#FF6B70;--not-sure:#F1A10D;
--k0:#4AA8E0;--k1:#F0B429;--k2:#2CC79A;--k3:#E29BC3;--k4:#8CCBF0;--k5:#F58442;
--n0:#4AA8E0;--n1:#F0B429;--n2:#2CC79A;--n3:#E29BC3;--n4:#8CCBF0;--n5:#F58442}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main,footer{max-width:1120px;margin:0 auto;padding:24px 24px 0}
header{padding:16px 0 8px}
h1{font-size:32px;line-height:1.25;font-weight:600;margin:0 0 8px;max-width:26em;text-wrap:balance}
h2{font-size:24px;line-height:1.3;font-weight:600;margin:0 0 4px}
h3{font-size:15px;font-weight:600;margin:0 0 4px}
p{margin:0 0 8px}
.about{color:var(--accent);font-weight:600;margin-bottom:8px}
.terms,.muted,figcaption,.evidence{color:var(--muted);font-size:13px;max-width:72ch}
section{padding:24px 0 8px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:16px;margin-top:16px}
figure{margin:16px 0 0;background:var(--surface);border-radius:8px;padding:16px;box-shadow:0 1px 3px rgba(0,0,0,.07)}
.grid>figure{margin:0}
figcaption{margin-top:8px}
.card{background:var(--surface);border-radius:8px;padding:16px;box-shadow:0 1px 3px rgba(0,0,0,.07);
display:flex;flex-direction:column}
.card p:last-child{margin-bottom:0}
.word{font-size:13px;color:var(--muted);margin-bottom:4px}
.sign{margin-right:6px;font-size:11px}
.problem .word{color:var(--abnormal)}.caution .word{color:var(--not-sure)}.good .word{color:var(--normal)}
.statement{font-weight:600}
.remedy{font-size:13px;margin-top:auto;padding-top:8px;border-top:1px solid var(--line)}
.figures{display:flex;flex-wrap:wrap;gap:8px 40px;padding:8px 0}
.figures div{display:flex;flex-direction:column}
.figures span{color:var(--muted);font-size:13px}
.large{font-size:24px;line-height:1.3;font-weight:600}
details{margin-top:16px;border-top:1px solid var(--line);padding-top:4px}
summary{cursor:pointer;padding:10px 0;font-weight:600;color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;width:100%;overflow-wrap:normal}
th,td{text-align:left;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--muted);font-weight:400;white-space:nowrap}
.number{text-align:right;white-space:nowrap}
footer{color:var(--muted);font-size:13px;padding-top:40px;padding-bottom:40px}
svg{display:block;width:100%;height:auto}
svg text{font-size:12px;fill:var(--muted)}
svg .name,svg .value{fill:var(--ink)}
svg .label{fill:var(--muted)}
line.ruled{stroke:var(--line);stroke-width:1}
line.axis{stroke:var(--muted);stroke-width:1}
.reference{stroke:var(--muted);stroke-width:1.5;stroke-dasharray:4 4}
.whisker{stroke:var(--muted);stroke-width:1.5}
.middle{stroke:var(--surface);stroke-width:2}
.fill{fill:var(--accent)}
.fill.normal{fill:var(--normal)}.fill.abnormal{fill:var(--abnormal)}.fill.not-sure{fill:var(--not-sure)}
.fill.quiet{fill:var(--muted);opacity:.5}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.band{opacity:.16}
.mark{opacity:.75}
.f0,.kind0{fill:var(--k0)}.f1,.kind1{fill:var(--k1)}.f2,.kind2{fill:var(--k2)}
.f3,.kind3{fill:var(--k3)}.f4,.kind4{fill:var(--k4)}.f5,.kind5{fill:var(--k5)}
.s0{stroke:var(--k0)}.s1{stroke:var(--k1);stroke-dasharray:7 3}.s2{stroke:var(--k2);stroke-dasharray:2 3}
.s3{stroke:var(--k3);stroke-dasharray:10 3 2 3}.s4{stroke:var(--k4);stroke-dasharray:4 2}.s5{stroke:var(--k5);stroke-dasharray:12 4}
svg .t0{fill:var(--n0)}svg .t1{fill:var(--n1)}svg .t2{fill:var(--n2)}
svg .t3{fill:var(--n3)}svg .t4{fill:var(--n4)}svg .t5{fill:var(--n5)}
.narrow{display:none}
@media (max-width:700px){main,footer{padding-left:16px;padding-right:16px}h1{font-size:24px}h2{font-size:18px}
.wide{display:none}.narrow{display:block}summary{min-height:40px}figure{padding:12px}.figures{gap:8px 24px}}
@media print{:root{--paper:#fff}body{font-size:12px}main{max-width:none}figure,.card{box-shadow:none;
border:1px solid var(--line);break-inside:avoid}section{break-inside:auto}h2{break-after:avoid}
details:not([open])>*{display:block}}
)css";

}  // namespace mote::report
