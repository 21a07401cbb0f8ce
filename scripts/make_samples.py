"""Write the sample spreadsheets of the campaign folder: ``python scripts/make_samples.py``.

Every person and every prison below is invented, and every row says so (``sample = yes``).
Only the postal addresses of the parliaments are real and public. The same tables always
give the same bytes, so a change of a workbook is a change of a table.
"""

# The tables hold names and charges in their own script, with typographic apostrophes:
# ruff: noqa: RUF001, RUF100

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | int | date | None
Row: TypeAlias = dict[str, Value]

# In all tables: one row a line, cells parted by "|", "\n" for a further line of a cell.

# key | chamber | organisation | street | postal code | city | region
PARLIAMENTS = r"""
bundestag|Bundestag|Deutscher Bundestag|Platz der Republik 1|11011|Berlin|
nationalrat|Nationalrat|Parlament|Dr.-Karl-Renner-Ring 3|1017|Wien|
bern|Nationalrat|Parlamentsgebäude|Bundesplatz 3|3003|Bern|
berne|Conseil national|Palais du Parlement|Place fédérale 3|3003|Berne|
assemblee|Assemblée nationale|Assemblée nationale|126 rue de l’Université|75355|Paris 07 SP|
senat|Sénat|Sénat|15 rue de Vaugirard|75291|Paris Cedex 06|
chambre|Chambre|Chambre des représentants|Palais de la Nation\nPlace de la Nation 2|1008|Bruxelles|
congreso|Congreso|Congreso de los Diputados|Calle de Floridablanca, s/n|28071|Madrid|
senado|Senado|Senado|Plaza de la Marina Española, 8|28071|Madrid|
diputados|Diputados|Honorable Cámara de Diputados|Av. Rivadavia 1864|C1033AAV|Buenos Aires|CABA
commons|House of Commons|House of Commons||SW1A 0AA|London|
dail|Dáil Éireann|Leinster House|Kildare Street|D02 A272|Dublin 2|
seanad|Seanad Éireann|Seanad Éireann|Leinster House, Kildare Street|D02 A272|Dublin 2|
us-senate|Senate|United States Senate|Russell Senate Office Building|20510|Washington|DC
us-house|House|US House of Representatives|Longworth House Office Building|20515|Washington|DC
ca-commons|House of Commons|House of Commons||K1A 0A6|Ottawa|ON
ca-senate|Sénat|Sénat du Canada||K1A 0A4|Ottawa|ON
au-senate|Senate|Parliament House|PO Box 6100|2600|Canberra|ACT
au-house|House of Representatives|Parliament House|PO Box 6022|2600|Canberra|ACT
camera|Camera dei deputati|Camera dei deputati|Piazza di Monte Citorio, 1|00186|Roma|
kenesh|Жогорку Кенеш|Жогорку Кенеш|ул. Абдумомунова, 207|720053|Бишкек|
senato|Senato della Repubblica|Senato della Repubblica|Piazza Madama|00186|Roma|
snemovna|Poslanecká sněmovna|Poslanecká sněmovna|Sněmovní 176/4|118 26|Praha 1|
senat-cz|Senát|Senát Parlamentu ČR|Valdštejnské náměstí 17/4|118 01|Praha 1|
folketinget|Folketinget|Folketinget|Christiansborg|1240|København K|
vouli|Βουλή των Ελλήνων|Βουλή των Ελλήνων|Μέγαρο Βουλής, Βασ. Σοφίας 2|100 21|Αθήνα|
lok-sabha|लोक सभा|लोक सभा|संसद भवन, संसद मार्ग|110001|नई दिल्ली|
tweede-kamer|Tweede Kamer|Tweede Kamer der Staten-Generaal|Postbus 20018|2500 EA|Den Haag|
stortinget|Stortinget|Stortinget|Postboks 1700 Sentrum|0026|Oslo|
sejm|Sejm RP|Sejm Rzeczypospolitej Polskiej|ul. Wiejska 4/6/8|00-902|Warszawa|
republica|Assembleia da República|Assembleia da República|Palácio de São Bento|1249-068|Lisboa|
camara|Câmara dos Deputados|Câmara dos Deputados|Praça dos Três Poderes|70160-900|Brasília|DF
skupstina|Народна скупштина|Народна скупштина|Трг Николе Пашића 13|11000|Београд|
skupstina-latn|Narodna skupština|Narodna skupština|Trg Nikole Pašića 13|11000|Beograd|
riksdagen|Riksdagen|Sveriges riksdag||100 12|Stockholm|
rada|Верховна Рада України|Верховна Рада України|вул. М. Грушевського, 5|01008|Київ|
nuwwab|مجلس النواب|مجلس النواب|ساحة النجمة||بيروت|
nuwwab-jo|مجلس النواب|مجلس النواب|ص.ب. 72|11118|عمّان|
europarl|European Parliament|European Parliament|Rue Wiertz 60|1047|Bruxelles|
"""

# id | title | given name | family name | gender | office | party | constituency
# | parliament (key above) | country | language (empty: the country decides)
POLITICIANS = r"""
de-01|Dr.|Annegret|von der Heide|f|member|Liste Morgenrot|Oberwald|bundestag|DE|
de-02||Jörg-Peter|Grünwald-Öztürk|m|member|Bund der Gemeinden|Seeufer-Nord|bundestag|Germany|
de-03|Prof. Dr.|Mechthild|Straußberger|f|member|parteilos|Hügelland|bundestag|Deutschland|de
de-04||Kim|Falkenrath||member|Liste Morgenrot|Seeufer-Süd|bundestag|DE|
de-05|Dr.|Thaddäus|zu Kieselbach|m|member|Bund der Gemeinden|Altmoor|bundestag|DE|
at-01|Mag. Dr.|Walpurga|Hinterstein-Novák|f|member|Liste Gletscher|Hochalm|nationalrat|AT|
at-02||Korbinian|Ebenschlag|m|member|parteilos|Auwinkel|nationalrat|Österreich|
ch-01||Ursina|Caflisch-Rüegg|f|member|Talschaftsbund|Hintertal|bern|CH|de
ch-02||Blaise|Montferrandin|m|member|Union des vallées|Haut-Vallon|berne|CH|fr
fr-01||Maëlys|Kerguénec|f|member|Union des rivages|Côte-aux-Genêts|assemblee|FR|
fr-02||Côme|d’Arbois-Lestrange|m|member|sans étiquette|Val-de-Brume|assemblee|France|
fr-03||Zoé|Ferrandière de la Tour|f|senator|Union des rivages|Haute-Lande|senat|FR|
fr-04||Loïc|N’Guessan-Brévent|m|senator|sans étiquette|Pays-d’Ombre|senat|FR|
be-01||Godelieve|Ouédraogo-Vanderlinck|f|member|Union des communes|Pré-Clair|chambre|BE|fr
be-02||Anselme|de Grandpréval|m|member|sans étiquette|Bois-le-Haut|chambre|Belgique|fr
es-01||Itziar|Zubeldarra de la Fuente|f|member|Agrupación Aurora|Valdehierba|congreso|ES|
es-02||Íñigo|Peñarrubia Sáez|m|member|independiente|Costa Umbría|congreso|España|
es-03|Dra.|Remei|Castellvell i Ferragut|f|senator|Agrupación Aurora|Ribera Alta|senado|ES|
ar-01||Malena|Quiroga Etchebarren|f|member|Frente de los Ríos|Pampa Chica|diputados|AR|
ar-02||Facundo|Yancamilla|m|member|independiente|Cerro Manso|diputados|Argentina|
gb-01||Rosalind|Hathersage-Bell|f|member|Common Ground|Eastmere|commons|GB|
gb-02||Alex|Whitcombe-Okafor||member|independent|Fenwick Vale|commons|United Kingdom|
gb-03|Dr|Gethin|Pryderi-Vaughan|m|minister|Common Ground|Cwm Afallen|commons|GB|
ie-01||Caoimhe|O’Loughnane|f|member|Comhar Nua|Lough Dara|dail|IE|
ie-02||Fiachra|Ó Dubhagáinín|m|senator|independent|Cultural Panel|seanad|Ireland|
us-01||Marguerite|Delacroix-Hayes|f|senator|independent|Statewide|us-senate|US|
us-02||DeShawn|O’Raffertine|m|member|independent|13th district|us-house|US|
us-03|Dr.|Lupe|Ybarra-Stonebrook|f|member|Prairie List|4th district|us-house|United States|
ca-01||Saoirse|MacAskill-Tremblay|f|member|independent|Pine Harbour|ca-commons|CA|en
ca-02||Jean-Gervais|Bellechassin|m|senator|sans étiquette|Québec|ca-senate|Canada|fr
au-01||Bronwyn|Tallarooke|f|senator|Southern Light|Victoria|au-senate|AU|
au-02||Nikos|Papadellis-Wren|m|member|independent|Banksia Hills|au-house|Australia|
it-01||Fiammetta|Dell’Orto-Šimić|f|member|Lista Alba|Valle Serena|camera|IT|
it-02|Prof.|Ruggero|De Sanctis Malvolti|m|senator|indipendente|Costa Chiara|senato|Italia|
kg-01||Айпери|Токтосунбаева|f|member|беспартийная|Горный округ|kenesh|KG|ru
kg-02||Эрбол|Касымтайев|m|member|беспартийный|Озёрный округ|kenesh|KG|ru
cz-01||Vlasta|Hořejšková-Údolní|f|member|Hnutí Úsvitná|Podhorský kraj|snemovna|CZ|
cz-02|JUDr.|Vojen|Šťovíček|m|senator|nezávislý|Zálesí|senat-cz|Česko|
dk-01||Ragnhild|Søndermark-Gjøl|f|member|Morgenlisten|Vesterbjerg|folketinget|DK|
gr-01||Ευρυδίκη|Καραγιαννοπούλου|f|member|Κίνηση Αυγή|Άνω Κοιλάδα|vouli|GR|
gr-02||Αχιλλέας|Ψαρογιώργης|m|member|ανεξάρτητος|Κάτω Ακτή|vouli|Ελλάδα|
in-01||वृंदा|श्रीवास्तव|f|member|भोर सूची|ऊपरी घाटी|lok-sabha|IN|hi
in-02|डॉ.|प्रद्युम्न|त्रिपाठी|m|member|निर्दलीय|निचला तट|lok-sabha|भारत|hi
nl-01||Liesbeth|van den Hoogenkamp|f|member|Lijst Ochtend|Polderstreek|tweede-kamer|NL|
nl-02||Robin|’t Hooge||member|onafhankelijk|Heuvelrug|tweede-kamer|Nederland|
no-01||Håkon|Østerbø-Lie|m|member|Morgenlista|Øvre Dal|stortinget|NO|
pl-01||Wiesława|Brzezińska-Łoś|f|member|Lista Świt|Dolina Górna|sejm|PL|
pl-02|dr|Mściwoj|Żdżarski|m|member|niezrzeszony|Brzeg|sejm|Polska|
pt-01||Branca|Vilaverde dos Santos|f|member|Lista Aurora|Vale Claro|republica|PT|
br-01||Ubiratan|Conceição da Mata|m|member|independente|Serra Alta|camara|Brasil|pt-BR
rs-01||Даринка|Зорић-Мрђа|f|member|Листа Зора|Горња долина|skupstina|RS|
rs-02||Stojan|Đurđević|m|member|nezavisan|Donji kraj|skupstina-latn|RS|sr-Latn
se-01||Tuva|af Ekenstierna|f|member|Morgonlistan|Övre dalen|riksdagen|SE|
se-02||Kim|Ängslund||member|oberoende|Nedre kusten|riksdagen|Sverige|
ua-01||Олена|Засядько-Ґудзь|f|member|Список Світанок|Верхня долина|rada|UA|
lb-01||ليلى|حدّاد|f|member|قائمة الفجر|الوادي الأعلى|nuwwab|LB|
jo-01|د.|كريم|بن عثمان|m|member|مستقل|الساحل|nuwwab-jo|JO|
eu-01||Aoibhe|Ní Ghallchóir-Wirth|f|mep|Common Ground|Atlantic North|europarl|BE|en
"""

# id | name | address | country | last confirmed | notes
FACILITIES = r"""
ik-99|Исправительная колония № 99 (вымышленная)|ФКУ ИК-99 (вымышленная)\nул. Придуманная, д. 1\n\
г. Несуществуйск, Выдуманная область\n000099|RU|2026-09-30|Invented. Takes letters and cards.
ik-97|Исправительная колония № 97 (вымышленная)|ФКУ ИК-97 (вымышленная)\nул. Сказочная, д. 7\n\
пос. Небываловка, Выдуманный край\n000097|RU|2026-10-18|Invented. Takes letters in Russian.
sizo-98|Следственный изолятор № 98 (вымышленный)|ФКУ СИЗО-98 (вымышленный)\n\
наб. Воображаемая, д. 3\nг. Нигдегорск, Выдуманная область\n000098|RU|2025-02-11|\
Invented. Last confirmed long ago.
tyurma-96|Тюрьма № 96 (вымышленная)|Тюрьма № 96 (вымышленная)\nул. Мнимая, д. 5\n\
000096, г. Выдуманск|BY|2026-08-04|Invented. Short letters only, no blank sheets.
am-95|Prison No. 95 (invented)|Prison No. 95 (invented)\n5 Imaginary Street\n0095 Nowhere|AM|2026-10-02|\
Invented. Lets English letters through.
"""

# id | given name | patronymic | family name | dative (empty: not known) | Latin | gender
# | born | number | facility | language | status | charge (key below) | years | arrested
PRISONERS = r"""
p-01|Алевтина|Сергеевна|Берёзкина|Берёзкиной Алевтине Сергеевне|Alevtina Beryozkina|f\
|1984-05-17||ik-99|ru||terrorism|5|2023-03-14
p-02|Родион|Павлович|Залесников|Залесникову Родиону Павловичу|Rodion Zalesnikov|m\
|1979-11-02|00427|ik-99|ru||false-reports|6|2022-10-21
p-03|Ия|Тимофеевна|Кречетовская|Кречетовской Ие Тимофеевне|Iya Krechetovskaya|f\
|1991-01-30||ik-97|ru||army|3|2024-06-06
p-04|Мирон|Аркадьевич|Незванцев|Незванцеву Мирону Аркадьевичу|Miron Nezvantsev|m\
|1966-08-09||ik-97|ru|released|extremism|4|2022-04-19
p-05|Дарина|Олеговна|Шуйская-Мальцева|Шуйской-Мальцевой Дарине Олеговне|Darina Shuyskaya-Maltseva|f\
|1998-12-24||ik-99|ru||terrorism|7|2023-09-05
p-06|Тимур|Ринатович|Сафаргалинов||Timur Safargalinov|m\
|1987-03-03|00031|ik-97|ru||false-reports|5|2023-02-27
p-07|Евдокия|Львовна|Чернобривец|Чернобривец Евдокии Львовне|Yevdokiya Chernobrivets|f\
|1958-07-12||ik-99|ru||army|2|2025-05-22
p-08|Глеб|Ильич|Подорожный|Подорожному Глебу Ильичу|Gleb Podorozhny|m\
|2004-02-29||sizo-98|ru||extremism||2026-04-15
p-09|Вероника|Яновна|Лозовицкая|Лозовицкой Веронике Яновне|Veranika Lazavitskaya|f\
|1989-10-10||tyurma-96|ru||republic|3|2024-11-18
p-10|Казимир|Адамович|Верасневич||Kazimir Verasnevich|m\
|1972-06-25||tyurma-96|ru|no letters|president|4|2023-12-07
p-11|Савва|Никитич|Огнепольский|Огнепольскому Савве Никитичу|Savva Ognepolsky|m\
|1994-09-19|00112|ik-97|ru||false-reports|8|2022-07-28
p-12|Луиза||Браунфельд|Браунфельд Луизе|Luiza Braunfeld|f\
|1981-04-08||am-95|en||army|5|2024-02-20
"""

# language | charges, in the order of CHARGES: what follows "for" in a letter, in quotation marks
CHARGES = ("terrorism", "false-reports", "army", "extremism", "president", "republic")
CHARGES_IN = """
ar|تبرير الإرهاب|نشر معلومات كاذبة عن الجيش|الإساءة إلى القوات المسلحة|الدعوة العلنية إلى نشاط متطرف|\
إهانة الرئيس|الإساءة إلى الجمهورية
cs|ospravedlňování terorismu|šíření nepravdivých informací o armádě|diskreditace ozbrojených sil|\
veřejné výzvy k extremismu|urážka prezidenta|diskreditace republiky
da|retfærdiggørelse af terrorisme|spredning af falske oplysninger om hæren|\
miskreditering af de væbnede styrker|offentlig opfordring til ekstremisme|fornærmelse af præsidenten|\
miskreditering af republikken
de|Rechtfertigung des Terrorismus|Verbreitung falscher Informationen über die Armee|\
Diskreditierung der Streitkräfte|Aufruf zu extremistischer Tätigkeit|Beleidigung des Präsidenten|\
Diskreditierung der Republik
el|δικαιολόγηση της τρομοκρατίας|διάδοση ψευδών πληροφοριών για τον στρατό|δυσφήμηση των ενόπλων δυνάμεων|\
δημόσια πρόσκληση σε εξτρεμισμό|προσβολή του προέδρου|δυσφήμηση της δημοκρατίας
en|justifying terrorism|spreading false information about the army|discrediting the armed forces|\
publicly calling for extremist activity|insulting the president|discrediting the republic
es|justificación del terrorismo|difusión de información falsa sobre el ejército|\
descrédito de las fuerzas armadas|llamamientos públicos al extremismo|injurias al presidente|\
descrédito de la República
fr|justification du terrorisme|diffusion de fausses informations sur l’armée|discrédit des forces armées|\
appels publics à l’extrémisme|outrage au président|discrédit de la République
hi|आतंकवाद को उचित ठहराना|सेना के बारे में झूठी सूचना फैलाना|सशस्त्र बलों को बदनाम करना|\
चरमपंथी गतिविधि का सार्वजनिक आह्वान|राष्ट्रपति का अपमान|गणराज्य को बदनाम करना
it|giustificazione del terrorismo|diffusione di notizie false sull’esercito|discredito delle forze armate|\
istigazione pubblica all’estremismo|oltraggio al presidente|discredito della repubblica
nb|rettferdiggjøring av terrorisme|spredning av falske opplysninger om hæren|\
diskreditering av de væpnede styrkene|offentlig oppfordring til ekstremisme|fornærmelse av presidenten|\
diskreditering av republikken
nl|rechtvaardiging van terrorisme|verspreiding van valse informatie over het leger|\
het in diskrediet brengen van de strijdkrachten|openlijke oproep tot extremisme|belediging van de president|\
het in diskrediet brengen van de republiek
pl|usprawiedliwianie terroryzmu|rozpowszechnianie fałszywych informacji o armii|\
dyskredytowanie sił zbrojnych|publiczne nawoływanie do ekstremizmu|znieważenie prezydenta|\
dyskredytowanie republiki
pt|justificação do terrorismo|difusão de informações falsas sobre o exército|descrédito das forças armadas|\
apelo público ao extremismo|injúrias ao presidente|descrédito da república
ru|оправдании терроризма|распространении ложных сведений об армии|дискредитации вооружённых сил|\
публичных призывах к экстремизму|оскорблении президента|дискредитации республики
sr|оправдавање тероризма|ширење лажних информација о војсци|дискредитовање оружаних снага|\
јавно позивање на екстремизам|увреда председника|дискредитовање републике
sr-Latn|opravdavanje terorizma|širenje lažnih informacija o vojsci|diskreditovanje oružanih snaga|\
javno pozivanje na ekstremizam|uvreda predsednika|diskreditovanje republike
sv|rättfärdigande av terrorism|spridning av falska uppgifter om armén|\
misskreditering av de väpnade styrkorna|offentlig uppmaning till extremism|förolämpning av presidenten|\
misskreditering av republiken
uk|виправдання тероризму|поширення неправдивих відомостей про армію|дискредитація збройних сил|\
публічні заклики до екстремізму|образа президента|дискредитація республіки
"""
# language | occupations, in the order of the prisoners: what follows the name in a letter
OCCUPATIONS_IN = """
ar|معلّمة جغرافيا|سائق حافلة|أمينة مكتبة|ممرّض|شاعرة|عامل لحام|طبيبة متقاعدة|طالب رياضيات|صحفية|\
معلّم موسيقى|مهندس معماري|مهندسة
cs|učitelka zeměpisu|řidič autobusu|knihovnice|zdravotní bratr|básnířka|svářeč|lékařka v důchodu|\
student matematiky|novinářka|učitel hudby|architekt|inženýrka
da|geografilærer|buschauffør|bibliotekar|sygeplejerske|digter|svejser|pensioneret læge|matematikstuderende|\
journalist|musiklærer|arkitekt|ingeniør
de|Geografielehrerin|Busfahrer|Bibliothekarin|Krankenpfleger|Dichterin|Schweißer|Ärztin im Ruhestand|\
Mathematikstudent|Journalistin|Musiklehrer|Architekt|Ingenieurin
el|καθηγήτρια γεωγραφίας|οδηγός λεωφορείου|βιβλιοθηκονόμος|νοσηλευτής|ποιήτρια|ηλεκτροσυγκολλητής|\
συνταξιούχος γιατρός|φοιτητής μαθηματικών|δημοσιογράφος|δάσκαλος μουσικής|αρχιτέκτονας|μηχανικός
en|a geography teacher|a bus driver|a librarian|a nurse|a poet|a welder|a retired doctor|\
a student of mathematics|a journalist|a music teacher|an architect|an engineer
es|profesora de geografía|conductor de autobús|bibliotecaria|enfermero|poeta|soldador|médica jubilada|\
estudiante de matemáticas|periodista|profesor de música|arquitecto|ingeniera
fr|professeure de géographie|conducteur de bus|bibliothécaire|infirmier|poétesse|soudeur|\
médecin à la retraite|étudiant en mathématiques|journaliste|professeur de musique|architecte|ingénieure
hi|भूगोल की अध्यापिका|बस चालक|पुस्तकालयाध्यक्ष|नर्स|कवयित्री|वेल्डर|सेवानिवृत्त चिकित्सक|गणित के विद्यार्थी|\
पत्रकार|संगीत शिक्षक|वास्तुकार|अभियंता
it|insegnante di geografia|autista di autobus|bibliotecaria|infermiere|poetessa|saldatore|\
medica in pensione|studente di matematica|giornalista|insegnante di musica|architetto|ingegnera
nb|geografilærer|bussjåfør|bibliotekar|sykepleier|poet|sveiser|pensjonert lege|matematikkstudent|journalist|\
musikklærer|arkitekt|ingeniør
nl|aardrijkskundelerares|buschauffeur|bibliothecaresse|verpleegkundige|dichteres|lasser|gepensioneerd arts|\
student wiskunde|journaliste|muziekleraar|architect|ingenieur
pl|nauczycielka geografii|kierowca autobusu|bibliotekarka|pielęgniarz|poetka|spawacz|emerytowana lekarka|\
student matematyki|dziennikarka|nauczyciel muzyki|architekt|inżynierka
pt|professora de geografia|motorista de autocarro|bibliotecária|enfermeiro|poeta|soldador|médica reformada|\
estudante de matemática|jornalista|professor de música|arquiteto|engenheira
ru|учительница географии|водитель автобуса|библиотекарь|медбрат|поэтесса|сварщик|врач на пенсии|\
студент-математик|журналистка|учитель музыки|архитектор|инженер
sr|наставница географије|возач аутобуса|библиотекарка|медицински техничар|песникиња|заваривач|\
лекарка у пензији|студент математике|новинарка|наставник музике|архитекта|инжењерка
sr-Latn|nastavnica geografije|vozač autobusa|bibliotekarka|medicinski tehničar|pesnikinja|zavarivač|\
lekarka u penziji|student matematike|novinarka|nastavnik muzike|arhitekta|inženjerka
sv|geografilärare|busschaufför|bibliotekarie|sjuksköterska|poet|svetsare|pensionerad läkare|\
matematikstudent|journalist|musiklärare|arkitekt|ingenjör
uk|учителька географії|водій автобуса|бібліотекарка|медбрат|поетка|зварювальник|лікарка на пенсії|\
студент-математик|журналістка|учитель музики|архітектор|інженерка
"""
# language | names of the prisoners where they are not written as in Russian or in the Latin column
NAMES_IN = """
sr|Алевтина Берјоскина|Родион Залесњиков|Ија Кречетовска|Мирон Незванцев|Дарина Шујска-Маљцева|\
Тимур Сафаргалинов|Јевдокија Чернобривец|Глеб Подорожни|Вероника Лозовицка|Казимир Верасневич|\
Сава Огњепољски|Луиза Браунфелд
sr-Latn|Alevtina Berjoskina|Rodion Zalesnjikov|Ija Krečetovska|Miron Nezvancev|Darina Šujska-Maljceva|\
Timur Safargalinov|Jevdokija Černobrivec|Gleb Podorožni|Veronika Lozovicka|Kazimir Verasnevič|\
Sava Ognjepoljski|Luiza Braunfeld
uk|Алевтина Берьозкіна|Родіон Залєсніков|Ія Кречетовська|Мирон Незванцев|Дарина Шуйська-Мальцева|\
Тимур Сафаргалінов|Євдокія Чорнобривець|Гліб Подорожний|Вероніка Лозовицька|Казимир Верасневич|\
Сава Огнепольський|Луїза Браунфельд
"""

# id | name | address | country | e-mail
SENDERS = r"""
s-01|Johanna Beispiel|Musterweg 12\n10115 Berlin|DE|johanna@example.org
s-02|Letter Circle Exampleton|c/o The Invented Bookshop\n7 Sample Lane\nExampleton EX1 0AA|GB|\
letters@example.org
s-03|Camille Exemplaire|3 rue de l’Exemple\n69000 Lyon|FR|camille@example.org
"""


def table(text: str) -> list[list[str]]:
    """Split a table into its rows of cells; a backslash joins a line to the next one."""
    joined = text.strip().replace("\\\n", "")
    return [[cell.replace("\\n", "\n") for cell in line.split("|")] for line in joined.split("\n")]


def keyed(text: str) -> dict[str, list[str]]:
    """Return the rows of a table by their first cell."""
    return {key: cells for key, *cells in table(text)}


def column(name: str, language: str) -> str:
    """Return what the column `name` for the letters in a language is called."""
    return f"{name}_{language}".lower().replace("-", "_")


POLITICIAN_COLUMNS = (
    *("id", "title", "given_name", "family_name", "gender", "office", "chamber", "party"),
    *("constituency", "organisation", "street", "postal_code", "city", "region", "country"),
    *("language", "sample"),
)
FACILITY_COLUMNS = ("id", "name", "address", "country", "last_confirmed", "notes", "sample")
PRISONER_COLUMNS = (
    *("id", "given_name", "patronymic", "family_name", "name", "name_dative", "name_latin"),
    *("gender", "birth_date", "prisoner_number", "facility", "country", "language", "status"),
    *("sentence_years", "arrested", "sample"),
    *(column("name", code) for code in keyed(NAMES_IN)),
    *(column(about, code) for code in keyed(CHARGES_IN) for about in ("charge", "occupation")),
)
SENDER_COLUMNS = ("id", "name", "address", "country", "email", "sample")

NARROWEST, WIDEST = 6, 44  # column widths, in characters of the standard font
LONG_AGO = datetime(2024, 3, 11, tzinfo=UTC)  # fixed, so that the bytes do not change


def politicians() -> list[Row]:
    """Return the members of parliament, each at the address of the parliament."""
    parliaments = keyed(PARLIAMENTS)
    names = ("id", "title", "given_name", "family_name", "gender", "office", "party")
    places = ("chamber", "organisation", "street", "postal_code", "city", "region")
    rows: list[Row] = []
    for *person, constituency, parliament, country, language in table(POLITICIANS):
        row: Row = {"constituency": constituency, "country": country, "language": language}
        row.update(zip(names, person, strict=True))
        row.update(zip(places, parliaments[parliament], strict=True))
        rows.append(row)
    return rows


def facilities() -> list[Row]:
    """Return the prisons, with the day on which each address was last confirmed."""
    rows: list[Row] = []
    for id_, name, address, country, confirmed, notes in table(FACILITIES):
        row: Row = {"id": id_, "name": name, "address": address, "country": country}
        row["last_confirmed"] = date.fromisoformat(confirmed)
        row["notes"] = notes
        rows.append(row)
    return rows


def prisoner(cells: list[str]) -> Row:
    """Return one prisoner, without what other tables say about the person."""
    columns = (
        *("id", "given_name", "patronymic", "family_name", "name_dative", "name_latin"),
        *("gender", "birth_date", "prisoner_number", "facility", "language", "status"),
        *("charge", "sentence_years", "arrested"),
    )
    person = dict(zip(columns, cells, strict=True))
    row: Row = dict(person)
    parts = (person["family_name"], person["given_name"], person["patronymic"])
    row["name"] = " ".join(part for part in parts if part)
    row["birth_date"] = date.fromisoformat(person["birth_date"])
    row["arrested"] = date.fromisoformat(person["arrested"])
    row["sentence_years"] = int(person["sentence_years"]) if person["sentence_years"] else None
    return row


def prisoners() -> list[Row]:
    """Return the prisoners, with charge and occupation in every language of the letter."""
    prisons = keyed(FACILITIES)
    in_words = {"charge": keyed(CHARGES_IN), "occupation": keyed(OCCUPATIONS_IN), "name": keyed(NAMES_IN)}
    rows: list[Row] = []
    for number, cells in enumerate(table(PRISONERS)):
        row = prisoner(cells)
        row["country"] = prisons[str(row["facility"])][2]
        charge = CHARGES.index(str(row["charge"]))
        for about, languages in in_words.items():
            for language, words in languages.items():
                row[column(about, language)] = words[charge if about == "charge" else number]
        rows.append(row)
    return rows


def senders() -> list[Row]:
    """Return the people and groups who sign the letters."""
    columns = ("id", "name", "address", "country", "email")
    return [dict(zip(columns, cells, strict=True)) for cells in table(SENDERS)]


def column_width(column: str, rows: list[Row]) -> int:
    """Return a width at which the header and the longest line of the column are seen."""
    lines = [line for row in rows for line in str(row.get(column) or "").split("\n")]
    return max(NARROWEST, min(WIDEST, max(map(len, [column, *lines])) + 2))


def write_header(sheet: Worksheet, columns: tuple[str, ...], rows: list[Row]) -> None:
    """Write the bold header, keep it in view, and give every column its width."""
    for number, column in enumerate(columns, start=1):
        sheet.cell(1, number, column).font = Font(bold=True)
        width = column_width(column, rows)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"


def write_row(sheet: Worksheet, number: int, columns: tuple[str, ...], row: Row) -> None:
    """Write one row: text as text (a code keeps its zeros), dates as dates."""
    for position, column in enumerate(columns, start=1):
        value = row.get(column)
        if value is None or value == "":
            continue
        cell = sheet.cell(number, position, value)
        cell.alignment = Alignment(vertical="top", wrap_text="\n" in str(value))
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, str):
            cell.number_format = "@"


def workbook(title: str, columns: tuple[str, ...], rows: list[Row]) -> Workbook:
    """Return a workbook of one sheet, every row marked as a sample."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    write_header(sheet, columns, rows)
    for number, row in enumerate(rows, start=2):
        write_row(sheet, number, columns, {**row, "sample": "yes"})
    book.properties.creator = "outreach"
    book.properties.created = LONG_AGO.replace(tzinfo=None)
    return book


def neutral(content: bytes) -> bytes:
    """Return one part of a workbook without the time of writing and the program's version."""
    stamp = LONG_AGO.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
    content = re.sub(rb"(<Application>)[^<]*", rb"\g<1>outreach", content)
    return re.sub(rb"<AppVersion>[^<]*</AppVersion>", b"", content)


def packed(book: Workbook) -> bytes:
    """Return the workbook's bytes, the same whenever and wherever it is written."""
    written, result = BytesIO(), BytesIO()
    book.save(written)
    with ZipFile(written) as source, ZipFile(result, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("docProps/"):
                content = neutral(content)
            target.writestr(ZipInfo(name, LONG_AGO.timetuple()[:6]), content, ZIP_DEFLATED)
    return result.getvalue()


def main() -> None:
    """Write the four workbooks into the campaign folder that this file belongs to."""
    folder = Path(__file__).resolve().parent.parent / "recipients"
    folder.mkdir(exist_ok=True)
    sheets = (
        ("politicians", POLITICIAN_COLUMNS, politicians()),
        ("facilities", FACILITY_COLUMNS, facilities()),
        ("prisoners", PRISONER_COLUMNS, prisoners()),
        ("senders", SENDER_COLUMNS, senders()),
    )
    for title, columns, rows in sheets:
        (folder / f"{title}.xlsx").write_bytes(packed(workbook(title, columns, rows)))
        sys.stdout.write(f"recipients/{title}.xlsx: {len(rows)} rows\n")


if __name__ == "__main__":
    main()
