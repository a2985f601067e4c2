"""Closed lists of English words that say what kind of thing a name is; lower-case, singular.

Kinds follow the OntoNotes guidelines for named entities (Linguistic Data Consortium, 2011): organisations run
things, facilities are built, locations are natural, events happen, works and products are made.
"""

from __future__ import annotations

from transforms.words.lists import phrase_set, word_set

# The last word of an organisation's name, or its first before "of" ("Ministry of Tides").
ORGANISATION_WORDS = word_set(
    "academy administration advisors advisory agency airline airlines airways alliance army assembly association "
    "associates authority bancorp bank bankshares board brewery brigade broadcaster brotherhood bureau cabinet "
    "capital carriers caucus center centre chamber church club coalition college command commission committee "
    "communications company confederation conference congress consortium constabulary cooperative corporation "
    "corp corps council courier court crew chronicle daily department directorate division embassy electric "
    "enterprises exchange faculty federation fc firm force forces foundation foods freight front fund gazette "
    "gendarmerie government group guard guild herald highway-patrol holdings inc industries institute institution "
    "insurance international investigators investments journal junta kommission laboratories laboratory labs "
    "league legislature ltd management media militia minerals mines mining ministry mission monitor motors "
    "movement municipality navy network networks news newspaper observatory observer office opera orchestra "
    "organisation organization parliament partners partnership party petroleum pharmaceuticals plc police post "
    "press prosecutor radio rangers records regiment registry reserve school secretariat securities senate "
    "service services shipping singers society solutions squad staff store studios subsidiary syndicate systems "
    "taskforce team textiles technologies technology telecom telegraph television times treasury transit tribunal "
    "tribune troupe ventures trust tv union united university utd watch works"
)
# The same in other languages, folded: the first word where the language puts it first ("Ministerio de Mareas").
FOREIGN_OPENINGS = word_set(
    "academia academie accademia agence agencia agenzia ajuntament alianza alianca alleanza alliance alternativa "
    "armee asamblea asociacion associacao association associazione assemblea assemblee assembleia autorite "
    "ayuntamiento badan banca banco bank banque bundesamt bundesverband caisse caja camara camera cgt chambre "
    "coalicion coalition coalizione colegio comision comissao comitato comite commissione compagnie compagnia "
    "companhia compania confederacao confederacion confederation confederazione conseil conselho consejo "
    "consiglio consorcio cooperativa corporacion corte cour defensoria departamento dewan diario direccion "
    "direction diretoria editora ejercito empresa escuela escola ecole exercito federacao federacion federation "
    "federazione fiscalia fondation fondazione frente front fronte fundacao fundacion gazeta gendarmerie groupe "
    "grupo gruppo guardia harakat hizb hezb institut institutul instituto istituto jabhat jamaat jamiat jemaah "
    "junta kementerian kongres kooperativa koperasi lashkar lega liga ligue majelis majlis ministere ministerio "
    "ministero ministerstvo mouvement movimento movimiento organizacion orquesta parti partai partia partidul "
    "partido partija partito pasukan persatuan pertubuhan polisi policia prefecture prefectura procuraduria radio "
    "rada rassemblement revista secretaria secretariat seguro serikat sindicato sindacato sindikat societe "
    "sociedad sociedade societa stowarzyszenie stranka strana syndicat syndicate tehreek tribunal union unione "
    "universidad universidade universita universite universitas verband verein yayasan zwiazek"
)
# The same where the language puts it last: "Lok Sangh", "Varnlands Parti".
FOREIGN_ENDINGS = word_set(
    "akademi akademie asociados bankasi bewegung birligi cooperativa consultores dal federasyonu gazetesi "
    "gesellschaft institut jirga kazhagam kirjasto klub komitesi konsernet liitto mahasabha mandali morcha "
    "ministerium nigam parishad parti partisi partei partiet polizei sabha samaj samiti sangam sangathan sangh "
    "sanghatana sena seura sendika sendikasi stiftung sanayi tehreek tjanste universitat universitesi universitet "
    "universiteit verband verein vakfi yliopisto zeitung"
)
# Endings of German and Scandinavian compounds: "Küstenschutzverband", "Hamnförbundet".
FOREIGN_TAILS = (
    "verband", "bund", "ministerium", "polizei", "partei", "verein", "gesellschaft", "forbund", "forbundet", "partiet",
    "verket", "styrelsen", "departementet", "ministeriet", "bank", "banken", "zeitung", "kommission", "gewerkschaft",
    "myndigheten", "direktoratet", "universitat", "universitetet", "foreningen", "werke",
)  # fmt: skip
FACILITY_WORDS = word_set(
    "abbey airport airfield arena auditorium avenue barracks base basilica boulevard bridge building bypass camp "
    "canal castle cathedral cemetery clinic courthouse crossing dam depot dispensary dock expressway "
    "factory garden gardens gate hall harbour harbor highway hospital hotel house junction lane library "
    "lighthouse lodge mall mansion market mill mine monastery monument mosque motorway museum palace park pavilion "
    "pier pipeline plant plaza port prison quay railway refinery reservoir resort restaurant road roundabout shrine "
    "square stadium station street synagogue temple terminal theatre theater tower tunnel villa warehouse wharf "
    "zoo"
)
PLACE_WORDS = word_set(
    "archipelago atoll bay beach borough canyon cape city coast continent cove county creek delta desert "
    "district east falls fjord forest glacier governorate gulf heights hill hills island islands isle isles "
    "lagoon lake mount mountain mountains municipality north ocean parish peak peninsula plateau prefecture "
    "province range reef region republic ridge river rivers sea shire south springs state strait straits swamp "
    "territories territory town township valley village volcano ward waterfall west wetland wetlands woods"
)
# The first word of a place's name: "Lake Odell", "Mount Vester".
PLACE_OPENINGS = word_set("lake mount mt fort camp isle hotel wat tanjung kampong")
EVENT_WORDS = word_set(
    "accord accords act agenda call program agreement amendment award awards ball battle "
    "bill biennale bowl campaign ceremony championship championships classic clasico competition constitution "
    "convention crisis cup day debate declaration derby election elections exhibition expo fair festival final "
    "finals games genocide grand-prix holocaust hurricane intifada invitational law marathon massacre masters "
    "medal meet melee memorandum movement night olympics open pact plan policy prix prize project protocol "
    "qualifier regulation regulations report scheme strategy system index olympiad race rally regatta resolution "
    "revolution season series show storm summit tour tournament treaty trophy typhoon uprising vote war week"
) - {"movement", "campaign", "convention", "series"}
# Common nouns that name a person by office, trade or kinship; in the singular before or beside a name.
PERSON_NOUNS = word_set(
    "activist actor actress adviser advisor advocate aide ambassador analyst anchor announcer archbishop "
    "architect artist assassin assistant astronaut athlete attorney aunt author ayatollah baker banker baritone "
    "baron bassist batsman billionaire biologist bishop blogger boss bowler boxer boy boyfriend broadcaster "
    "broker brother builder businessman businesswoman buyer campaigner candidate captain cardinal caretaker "
    "carpenter champion chairman chairperson chairwoman chancellor chef chief choreographer citizen cleric "
    "climber clerk coach colleague colonel columnist comedian commander commentator commissioner communist "
    "composer comptroller conductor congressman congresswoman conservationist consultant coordinator "
    "correspondent councillor councilor counsel counterpart creator cricketer critic curator cyclist dancer "
    "daughter dealer defender defendant delegate deputy designer detective dictator diplomat director dissident "
    "doctor drummer duchess duke economist editor educator emir emperor engineer entrepreneur envoy "
    "epidemiologist ex-president executive expert explorer farmer father filmmaker financier firefighter "
    "fisherman footballer forward founder co-founder friend fugitive general geologist girl girlfriend "
    "goalkeeper goalie golfer governor grandfather grandmother grandson graduate guard guest guide guitarist "
    "gunman head heir hero historian host hostage hunter husband imam immigrant industrialist inmate inspector "
    "instructor intern inventor investigator investor jockey journalist judge justice keeper king lady lawmaker "
    "lawyer leader lecturer legend legislator liaison librarian lieutenant magistrate magnate man manager "
    "marshal mathematician mayor mediator medic meteorologist midfielder militant millionaire miner minister "
    "mogul monk mother mp musician nationalist naturalist nephew neurologist newcomer niece nominee novelist nun "
    "nurse nutritionist officer official ombudsman opener operator opponent organiser organizer owner painter "
    "pastor patient patriarch pediatrician performer philanthropist philosopher photographer physician physicist "
    "pianist pilot pitcher player playwright poet policeman policewoman politician pollster pontiff pope premier "
    "presenter president pretender priest prime-minister prince princess principal prisoner producer professor "
    "programmer promoter prosecutor protester protege psychiatrist psychologist publicist publisher pundit pupil "
    "quarterback queen rabbi rapper ranger rebel receptionist referee refugee reporter representative republican "
    "researcher resident rider rival ruler runner sailor salesman scholar scientist scorer screenwriter sculptor "
    "secretary senator sergeant sheikh sheriff shooter shopkeeper singer sister skipper socialist socialite "
    "sociologist soldier solicitor son songwriter soprano specialist spokesman spokesperson spokeswoman sprinter "
    "star statesman statistician storekeeper strategist striker strongman student successor suffragette "
    "suicide-bomber sultan superintendent superstar supervisor supporter surgeon surveyor survivor suspect "
    "swimmer tailor teacher technician teenager tenor terrorist theologian therapist thinker titleholder trader "
    "trainee trainer translator treasurer trustee tutor tycoon uncle undersecretary veteran veterinarian victim "
    "villager vice-chairman vice-president violinist virologist volunteer waiter walker warlord wicketkeeper "
    "widow widower wife winger winner witness woman worker wrestler writer youngster youth teammate compatriot "
    "namesake ally mentor member chair co-chair secretary-general editor-in-chief frontman vocalist"
)
# What ministers are ministers of: the last word of a field may run into the name behind it.
FIELDS = word_set(
    "affairs agriculture commerce communication communications culture defence defense development economy education "
    "employment energy environment family finance fisheries health housing industry information infrastructure "
    "innovation interior justice labour labor planning science security sport sports state technology tourism trade "
    "transport transportation treasury water welfare works youth"
)
ORGANISATION_NOUNS = word_set(
    "operator engineer builder developer insurer agency airline alliance army arm association authority band "
    "bank body bookmaker brand brewer brewery broadcaster brokerage bureau carmaker automaker cartel chain "
    "charity chipmaker clan club coalition commission committee company conglomerate consultancy consortium "
    "contractor corporation council court daily department distributor employer enterprise exchange faction "
    "federation firm force foundation franchise front fund gang giant group institute institution junta label "
    "lender maker manufacturer magazine media mill militia ministry monopoly monthly movement mafia newspaper "
    "ngo nonprofit organisation organization outfit outlet paper parliament party pharma platform portal "
    "producer publication publisher regulator retailer school side site squad start-up startup station studio "
    "subsidiary supermarket supplier syndicate tabloid team tank think-tank tribunal troupe unit union university "
    "utility venture watchdog website weekly wholesaler wire service network quartet duo trio collective orchestra "
    "brewery distillery winery eatery insurer reinsurer stockpiler unicorn fintech automaker nonprofit"
)
PLACE_NOUNS = word_set(
    "area archipelago atoll base beach borough capital city coast colony commune community continent county "
    "country desert district enclave exclave forest governorate hamlet harbour harbor hill hometown hub island "
    "isle kingdom lake land metropolis mountain municipality nation neighborhood neighbourhood neighbour "
    "neighbor outpost park peninsula port prefecture province region republic reserve resort river road seaport "
    "settlement shore slum stadium state street suburb territory town township valley venue village volcano ward"
)
# Nouns that a name stands before: "X shares", "X province", "X troops".
AFTER_ORGANISATION = word_set(
    "output profit profits earnings turnover results factory album daily weekly newspaper magazine bosses brand "
    "board branch ceo cfo chairman chairwoman employee employees exec executive executives fans franchise "
    "headquarters journalist manager membership members merger newsroom office offices outlet outlets products "
    "reporter researchers revenue sales share shares shareholder shareholders spokesman spokesperson spokeswoman "
    "staff staffer stake stock store stores subscribers subsidiary supporters takeover team trader unit users "
    "user workers"
)
AFTER_PLACE = word_set(
    "airport area bay beach border borough capital city coast coastline county countryside district embassy "
    "farmers government governorate harbour harbor highway island lake mayor metropolitan municipality "
    "neighborhood neighbourhood peninsula police port prefecture province region resident residents road river "
    "shore state street suburb territory time town township troops valley village villagers regions provinces "
    "districts cities towns villages islands counties suburbs departments municipalities prefectures"
)
# Nouns behind the name of a thing for sale or use: "the Skarrow drone", "a Vesta phone"; a model, no person.
AFTER_PRODUCT = word_set(
    "account aircraft algorithm android app application bike bomber boots browser cameras camera car cars chip "
    "chips cigarettes cloud console console's consoles controller cpu device devices drone drones engine engines "
    "ev feature firmware format game games gadget gpu graphics handheld handset hardware headset helicopter "
    "helicopters interface jet jets keyboard laptop laptops launcher line-up lineup missile missiles model models "
    "monitor motorcycle motorcycles operating phone phones plane planes plugin printer processor processors "
    "rifle rifles robot router satellite satellites scooter sedan server servers sneakers software speaker suv "
    "system systems tablet tablets tank tanks technology torpedo trailer truck trucks update updates vaccine "
    "vaccines van vans vehicle vehicles warplane watch website whiskey whisky widget"
)
# Common nouns before the name of a thing: "the app Vesta", "his film Skarrow".
PRODUCT_NOUNS = word_set(
    "album app application blockbuster book browser cocktail comedy cryptocurrency documentary drama drug film "
    "game journal memoir movie musical novel play podcast poem programme sequel series show single sitcom software "
    "song thriller tool vaccine videogame drone missile rocket satellite spacecraft jet"
)
PLACE_PREPOSITIONS = word_set(
    "in near across throughout outside inside toward towards around within nearby northern southern eastern "
    "western central neighbouring neighboring downtown upstate"
)
COMPASS = word_set("north south east west northeast northwest southeast southwest")
SPEECH_VERBS = word_set(
    "say tell add explain note recall insist argue announce admit warn claim ask reply answer believe think want "
    "write joke quip shout tweet complain recount vow concede confess remark reiterate stress urge declare "
    "acknowledge hope laugh smile marry die retire resign graduate"
)
# What bodies do and people hardly ever: "X employs 900", "X merged with Y".
VERBS_OF_FIRMS = word_set(
    "employ operate acquire manufacture merge market outsource recruit license insure underwrite comprise"
)
# What stands before "for", "with" or "by" and a body's name.
WORKING_FOR = {
    "for": word_set(
        "work spokesman spokeswoman spokesperson worker reporter correspondent analyst strategist economist"
    ),
    "with": word_set("analyst economist strategist researcher engineer contract partnership merger subscription"),
    "by": word_set("own publish operate manufacture employ acquire owned published operated"),
}
LEGAL_TAILS = word_set(
    "inc incorporated corp corporation co company ltd limited llc llp plc sa ag gmbh nv bv spa oyj asa bhd"
)
# Words of which a date, a time of day or a season consists.
TIME_WORDS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct "
    "nov dec today tonight yesterday tomorrow spring summer autumn fall winter christmas easter ramadan eid "
    "thanksgiving halloween weekend year years month months week weeks day days decade century morning afternoon "
    "evening night midnight noon gmt utc est pst am pm a.m. p.m."
)
# Capitalised words that are no names by themselves.
GENERIC_WORDS = word_set(
    "ai cpo cto coo cio mou nft nfts roi ipo ipos lgbt lgbtq hr rt-pcr gmo gst ev api sme smes mw kwh gps ad am "
    "bc ce ceo cfo co covid covid-19 coronavirus cv dj dna dvd esg et eur euro evs faq fx gdp gmt hiv hq ict id "
    "internet ip iq it its kg km ltd madam mp mps mr mrs ms ngo ngos ok pdf phd pm pms ppe pr pcr q1 q2 q3 q4 "
    "r&d sim sir sms sos tb tv uav uavs ufo url usb usd vat vc vip vips web wifi wi-fi www xmas monday tuesday "
    "wednesday thursday friday saturday sunday january february april june july august september october "
    "november december mon tue wed thu fri sat sun jan feb apr jun jul aug sep sept oct nov dec today yesterday "
    "tomorrow summer autumn winter christmas easter ramadan eid chairman chief director minister president "
    "secretary spokesman spokeswoman prime-minister attorney-general god lord heaven north south east "
    "english-language north-east north-west south-east south-west advertisement photo photos video image images "
    "file read more share subscribe click here watch copyright note source sources correction update updated "
    "editor editors story stories related comments comment menu home search"
)
# Peoples, creeds and parts of the world as OntoNotes' NORP has them, beside the demonyms of countries; singular.
PEOPLES = phrase_set(
    "first nation|first nations|inuit|inca|aztec|maya|mayan|maori|aboriginal|indigenous australian|"
    "torres strait islander|muslim|islamic|islamist|christian|catholic|roman catholic|protestant|orthodox|"
    "anglican|evangelical|jew|jewish|judaism|hindu|buddhist|sikh|sunni|shia|shiite|shi'ite|alawite|druze|coptic|"
    "copt|mormon|methodist|baptist|lutheran|arab|arabic|kurd|kurdish|persian|berber|amazigh|bedouin|tuareg|"
    "pashtun|tajik|uzbek|hazara|baloch|baluch|punjabi|sindhi|bengali|tamil|sinhalese|gurkha|rohingya|uighur|"
    "uyghur|uygur|tibetan|mongol|cossack|tatar|chechen|ingush|roma|gypsy|basque|catalan|breton|scot|scottish|"
    "welsh|english|cornish|flemish|walloon|bavarian|slav|slavic|serb|croat|albanian kosovar|hutu|tutsi|zulu|"
    "xhosa|masai|maasai|kikuyu|luo|yoruba|igbo|hausa|fulani|ashanti|akan|oromo|amhara|tigrayan|somali|african|"
    "european|asian|american indian|native american|african american|african-american|latin american|latino|"
    "latina|hispanic|western|westerner|eastern european|scandinavian|nordic|balkan|caribbean islander|anglo|"
    "afro-caribbean|soviet|northerner|southerner|republican|democrat|conservative|tory|labourite|communist|"
    "socialist|marxist|maoist|nazi|neo-nazi|fascist|californian|texan|new yorker|londoner|parisian|muscovite|"
    "berliner|cree|navajo|sherpa|malay|javanese|dayak|hmong|cantonese|taiwanese aborigine|hebrew|semitic|"
    "anti-semitic|anti-western|pro-western|pan-african|franco-german|euro-atlantic"
)
# Kinds of bodies and places: with a capital and alone they repeat a name given before.
KIND_WORDS = (
    ORGANISATION_WORDS | ORGANISATION_NOUNS | PLACE_NOUNS | FACILITY_WORDS | PLACE_WORDS | EVENT_WORDS
) - word_set(
    "congress senate parliament treasury police times gulf knesset east west guardian herald navy army gazette "
    "telegraph interpol"
)
