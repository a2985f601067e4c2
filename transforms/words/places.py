"""Countries and peoples: names, codes, demonyms, and the names that stand for governments.

Country names and codes are ISO 3166-1 as pycountry carries them, with the everyday and former names newspapers
use. Dependent territories and parts of countries have no code here: `country_code` is for countries.
"""

from __future__ import annotations

from functools import lru_cache

import pycountry

from transforms.words.cities import CAPITALS, LARGE_CITIES, MILLION_CITIES
from transforms.words.lists import fold_name, word_set

# ISO 3166-1 entries that are no country: dependencies, special regions, uninhabited or disputed territories.
TERRITORIES = word_set(
    "AW AI AX AS AQ TF BQ BL BM BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC "
    "NF NU PF PM PN PR RE SH SJ SX TC TK UM VG VI WF YT"
)
EVERYDAY_NAMES = {
    "AE": "UAE|U.A.E.|Emirates",
    "BA": "Bosnia|Bosnia-Herzegovina|Bosnia & Herzegovina",
    "BN": "Brunei",
    "BS": "The Bahamas",
    "CD": "DR Congo|DRC|D.R. Congo|Democratic Republic of Congo|Democratic Republic of the Congo|Zaire|Congo-Kinshasa",
    "CF": "C.A.R.",
    "CG": "Congo-Brazzaville|Republic of Congo",
    "CI": "Ivory Coast|Cote d'Ivoire",
    "CN": "People's Republic of China|PRC|Mainland China",
    "CV": "Cape Verde",
    "CZ": "Czech Republic",
    "FM": "Micronesia",
    "GB": "UK|U.K.|Britain|Great Britain",
    "GM": "The Gambia",
    "IE": "Republic of Ireland|Irish Republic",
    "KG": "Kyrgyz Republic|Kirgizstan|Kirghizia",
    "KP": "North Korea|DPRK|N. Korea|N Korea",
    "KR": "South Korea|ROK|S. Korea|S Korea|Republic of Korea",
    "KZ": "Kazakstan",
    "LK": "SriLanka|Ceylon",
    "MK": "Macedonia|FYROM|Former Yugoslav Republic of Macedonia",
    "MM": "Burma",
    "MV": "The Maldives|Maldive Islands",
    "NL": "Holland|The Netherlands",
    "PG": "PNG",
    "PH": "The Philippines",
    "PS": "Palestine|Palestinian Territories|Occupied Palestinian Territories|Palestinian Territory",
    "RU": "Russia",
    "SA": "KSA",
    "ST": "São Tomé and Príncipe",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Turkey|Turkiye",
    "TW": "Republic of China",
    "US": "U.S.|US|USA|U.S.A.|America|United States of America|the States|U.S",
    "VA": "Vatican|Vatican City|Holy See|Vatican City State",
    "VN": "Viet Nam|Viet-Nam",
}
# Where ISO's short name is not what newspapers write.
OUR_NAMES = {
    "BN": "Brunei", "CD": "Democratic Republic of the Congo", "CI": "Ivory Coast", "CV": "Cape Verde",
    "FM": "Micronesia", "PS": "Palestine", "RU": "Russia", "TL": "East Timor", "TR": "Turkey", "VA": "Vatican City",
}  # fmt: skip
# Adjective and people, by country: what a wire service calls them (CIA World Factbook, nationality entries).
DEMONYMS = {
    "AF": "Afghan", "AL": "Albanian", "DZ": "Algerian", "AD": "Andorran", "AO": "Angolan",
    "AR": "Argentine|Argentinian", "AM": "Armenian", "AU": "Australian|Aussie", "AT": "Austrian",
    "AZ": "Azerbaijani|Azeri", "BS": "Bahamian", "BH": "Bahraini", "BD": "Bangladeshi", "BB": "Barbadian",
    "BY": "Belarusian|Belarussian|Byelorussian", "BE": "Belgian", "BZ": "Belizean", "BJ": "Beninese",
    "BT": "Bhutanese", "BO": "Bolivian", "BA": "Bosnian|Herzegovinian", "BW": "Botswanan|Motswana|Batswana",
    "BR": "Brazilian", "BN": "Bruneian", "BG": "Bulgarian", "BF": "Burkinabe|Burkinabé", "BI": "Burundian",
    "KH": "Cambodian", "CM": "Cameroonian", "CA": "Canadian", "CV": "Cape Verdean", "TD": "Chadian", "CL": "Chilean",
    "CN": "Chinese", "CO": "Colombian", "KM": "Comorian", "CD": "Congolese", "CR": "Costa Rican",
    "CI": "Ivorian|Ivoirian", "HR": "Croatian|Croat", "CU": "Cuban", "CY": "Cypriot", "CZ": "Czech",
    "DK": "Danish|Dane", "DJ": "Djiboutian", "EC": "Ecuadorian|Ecuadorean", "EG": "Egyptian",
    "SV": "Salvadoran|Salvadorean", "GQ": "Equatorial Guinean", "ER": "Eritrean", "EE": "Estonian", "SZ": "Swazi",
    "ET": "Ethiopian", "FJ": "Fijian", "FI": "Finnish|Finn", "FR": "French|Frenchman|Frenchmen|Frenchwoman",
    "GA": "Gabonese", "GM": "Gambian", "GE": "Georgian", "DE": "German", "GH": "Ghanaian", "GR": "Greek",
    "GD": "Grenadian", "GT": "Guatemalan", "GN": "Guinean", "GY": "Guyanese", "HT": "Haitian", "HN": "Honduran",
    "HU": "Hungarian", "IS": "Icelandic|Icelander", "IN": "Indian", "ID": "Indonesian", "IR": "Iranian",
    "IQ": "Iraqi", "IE": "Irish|Irishman|Irishmen", "IL": "Israeli", "IT": "Italian", "JM": "Jamaican",
    "JP": "Japanese", "JO": "Jordanian", "KZ": "Kazakh|Kazakhstani", "KE": "Kenyan", "KP": "North Korean",
    "KR": "South Korean", "KW": "Kuwaiti", "KG": "Kyrgyz|Kyrgyzstani", "LA": "Laotian", "LV": "Latvian",
    "LB": "Lebanese", "LR": "Liberian", "LY": "Libyan", "LI": "Liechtensteiner", "LT": "Lithuanian",
    "LU": "Luxembourgish|Luxembourger", "MG": "Malagasy|Madagascan", "MW": "Malawian", "MY": "Malaysian",
    "MV": "Maldivian", "ML": "Malian", "MT": "Maltese", "MR": "Mauritanian", "MU": "Mauritian", "MX": "Mexican",
    "FM": "Micronesian", "MD": "Moldovan", "MC": "Monegasque", "MN": "Mongolian", "ME": "Montenegrin",
    "MA": "Moroccan", "MZ": "Mozambican", "MM": "Burmese", "NA": "Namibian", "NP": "Nepali|Nepalese",
    "NL": "Dutch|Dutchman|Dutchmen", "NZ": "New Zealander|Kiwi", "NI": "Nicaraguan", "NE": "Nigerien",
    "NG": "Nigerian", "MK": "Macedonian", "NO": "Norwegian", "OM": "Omani", "PK": "Pakistani", "PS": "Palestinian",
    "PA": "Panamanian", "PG": "Papua New Guinean", "PY": "Paraguayan", "PE": "Peruvian",
    "PH": "Filipino|Filipina|Philippine", "PL": "Polish|Pole", "PT": "Portuguese", "QA": "Qatari", "RO": "Romanian",
    "RU": "Russian", "RW": "Rwandan", "WS": "Samoan", "SA": "Saudi|Saudi Arabian", "SN": "Senegalese",
    "RS": "Serbian|Serb", "SC": "Seychellois", "SL": "Sierra Leonean", "SG": "Singaporean", "SK": "Slovak|Slovakian",
    "SI": "Slovenian|Slovene", "SO": "Somali|Somalian", "ZA": "South African", "SS": "South Sudanese",
    "ES": "Spanish|Spaniard", "LK": "Sri Lankan", "SD": "Sudanese", "SR": "Surinamese", "SE": "Swedish|Swede",
    "CH": "Swiss", "SY": "Syrian", "TW": "Taiwanese", "TJ": "Tajik|Tajikistani", "TZ": "Tanzanian", "TH": "Thai",
    "TL": "Timorese|East Timorese", "TG": "Togolese", "TO": "Tongan", "TT": "Trinidadian", "TN": "Tunisian",
    "TR": "Turkish|Turk", "TM": "Turkmen", "UG": "Ugandan", "UA": "Ukrainian", "AE": "Emirati",
    "GB": "British|Briton|Brit", "US": "American", "UY": "Uruguayan", "UZ": "Uzbek|Uzbekistani", "VU": "Vanuatuan",
    "VE": "Venezuelan", "VN": "Vietnamese", "YE": "Yemeni|Yemenite", "ZM": "Zambian", "ZW": "Zimbabwean",
}  # fmt: skip
# Seats that newspapers write for the government or institution housed there.
SEATS = frozenset(
    {"kremlin", "white house", "downing street", "whitehall", "elysee", "elysee palace", "quai d'orsay", "pentagon"}
    | {"capitol hill", "foggy bottom", "blue house", "zhongnanhai", "wall street", "holyrood", "rashtrapati bhavan"}
)


@lru_cache(maxsize=1)
def load_country_names() -> dict[str, str]:
    """Make the table from folded country name to ISO 3166-1 alpha-2 code."""
    names: dict[str, str] = {}
    for country in pycountry.countries:
        code = country.alpha_2
        if code in TERRITORIES:
            continue
        forms = [country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")]
        forms += EVERYDAY_NAMES.get(code, "").split("|")
        names.update({fold_name(form): code for form in forms if form and ", " not in form})
    return names


@lru_cache(maxsize=1)
def load_demonyms() -> dict[str, str]:
    """Make the table from folded demonym, singular and plural, to country code."""
    singular = {fold_name(word): code for code, words in DEMONYMS.items() for word in words.split("|")}
    plural = {word + "s": code for word, code in singular.items() if not word.endswith(("s", "sh", "ch", "ese", "men"))}
    return {word: code for word, code in (plural | singular).items() if word not in load_country_names()}


def find_country(name: str) -> str | None:
    """Give the code of the country of that name.

    >>> find_country("the U.K."), find_country("Ivory Coast"), find_country("Kremlin")
    ('GB', 'CI', None)
    """
    names = load_country_names()
    folded = fold_name(name)
    if folded == "us" and name.lower() == name:
        return None
    return names.get(folded)


def find_demonym(word: str) -> str | None:
    """Give the code of the country whose people or adjective `word` is.

    >>> find_demonym("Iranians"), find_demonym("Danish"), find_demonym("Iran")
    ('IR', 'DK', None)
    """
    return load_demonyms().get(fold_name(word))


@lru_cache(maxsize=512)
def name_country(code: str) -> str:
    """Give the everyday name of a country.

    >>> name_country("RU"), name_country("KR"), name_country("US")
    ('Russia', 'South Korea', 'United States')
    """
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        raise ValueError(f"{code!r} is no ISO 3166-1 code")
    return OUR_NAMES.get(code) or str(getattr(country, "common_name", country.name))


def name_people(code: str) -> str:
    """Give the demonym of a country, as the entity of its people is called.

    >>> name_people("IR")
    'Iranian'
    """
    return DEMONYMS[code].split("|")[0]


# Names that the table of cities holds and that far more often mean something else.
NO_CITIES = word_set(
    "anda batman best business-bay carolina commonwealth constantine corona cypress durham engels essen man mary "
    "mesa most nice of reading same santos serra split springs vladimir victoria regina salem florence virginia "
    "armenia georgia buda central-coast soledad salta sakura toyota fuji honda washington-heights mobile bath "
    "male van union orange lincoln jackson madison douglas hamilton stanley kingston jamestown georgetown warren "
    "chandler fremont houston austin clark ali santana moreno rosario sari samba timon rangel viana franca "
    "santiago dali goma hub oral independence concord alexandria paradise sterling aurora laredo plano irving "
    "garland gilbert henderson"
) - {"houston", "austin", "kingston", "alexandria", "santiago", "goma", "victoria", "georgetown", "regina"}
MORE_CITIES = (
    "Washington|Washington DC|Washington, D.C.|Washington D.C.|New York|New York City|Cologne|Frankfurt|Seville|"
    "Bombay|Calcutta|Madras|Rangoon|Peking|Saigon|Kiev|Odessa|Odesa|Kharkov|Kharkiv|Lvov|Gothenburg|The Hague|"
    "Fallujah|Raqqa|Krakow|Cracow|Tel Aviv|Ulaanbaatar|St Petersburg|Saint Petersburg|Nuremberg|Zurich|Geneva|"
    "Basel|Lausanne|Mecca|Medina|Quebec City|Montreal|Luxor|Srebrenica|Ramallah|Nablus|Hebron|Jenin|Gaza City|"
    "Tripoli|Benghazi|Aleppo|Homs|Idlib|Mosul|Basra|Kirkuk|Erbil|Kandahar|Herat|Jalalabad|Peshawar|Quetta|"
    "Bangalore|Mysore|Varanasi|Grozny|Pristina|Sarajevo|Mostar|Banja Luka|Podgorica|Dushanbe|Bishkek|Canberra|"
    "Wellington|Suva|Port Moresby|Dhaka|Chittagong|Colombo|Jaffna|Yangon|Mandalay|Phnom Penh|Salonika|"
    "Thessaloniki|Marrakesh|Marrakech|Fez|Tangier|Oxford|Cambridge|Davos|Bali|Phuket|Brussels|Strasbourg|"
    "Monte Carlo"
)
# States, provinces, continents and regions of the world, beside what pycountry lists.
REGIONS = (
    "Wall Street|Africa|North Africa|West Africa|East Africa|Central Africa|Southern Africa|Sub-Saharan Africa|Asia|"
    "Central Asia|South Asia|Southeast Asia|South-East Asia|East Asia|Asia Pacific|Asia-Pacific|Europe|"
    "Eastern Europe|Western Europe|Central Europe|Latin America|South America|North America|Central America|"
    "Caribbean|Middle East|Near East|Oceania|Antarctica|Arctic|Balkans|Baltics|Caucasus|Scandinavia|Sahel|Sahara|"
    "Maghreb|Levant|Persian Gulf|Gulf|Horn of Africa|West Bank|Gaza|Gaza Strip|East Jerusalem|Golan Heights|"
    "Kashmir|Kurdistan|Tibet|Xinjiang|Hong Kong|Macau|Macao|Kosovo|Crimea|Donbas|Donbass|Chechnya|Dagestan|"
    "Abkhazia|South Ossetia|Nagorno-Karabakh|Transnistria|Catalonia|Basque Country|Corsica|Sicily|Sardinia|"
    "Bavaria|Saxony|England|Scotland|Wales|Northern Ireland|Ulster|Yugoslavia|Soviet Union|USSR|Czechoslovakia|"
    "East Germany|West Germany|Atlantic|Pacific|Atlantic Ocean|Pacific Ocean|Indian Ocean|Mediterranean|"
    "Mediterranean Sea|Black Sea|Red Sea|Baltic Sea|Caspian Sea|North Sea|South China Sea|East China Sea|Amazon|"
    "Andes|Alps|Himalayas|Sinai|Siberia|Manhattan|Brooklyn|Queens|Bronx|Hollywood|Silicon Valley|Midwest|"
    "New England|Puerto Rico|Guam|Bermuda|Greenland|Guadeloupe|Martinique|Gibraltar|Falkland Islands|"
    "Western Sahara|Zanzibar|Darfur|Biafra|Punjab|Bengal|West|Far East|Indo-Pacific|Iberia|Patagonia|Polynesia|"
    "Queensland|Earth|Mars"
)
STATES_OF = ("US", "CA", "AU", "IN", "DE", "MX", "BR", "NG", "ZA", "PK")


@lru_cache(maxsize=1)
def load_capitals() -> frozenset[str]:
    """Make the table of folded names of capitals, and of cities that house a union's institutions."""
    return frozenset(fold_name(name) for name in CAPITALS.split("|") if name) | {
        "washington",
        "brussels",
        "tel aviv",
        "kiev",
    }


def is_capital(name: str) -> bool:
    """Say whether a name is a capital's.

    >>> is_capital("Tehran"), is_capital("Skarrow")
    (True, False)
    """
    return fold_name(name) in load_capitals()


def is_seat(name: str) -> bool:
    """Say whether a name is that of a government's seat.

    >>> is_seat("the Kremlin"), is_seat("Moscow")
    (True, False)
    """
    return fold_name(name) in SEATS


@lru_cache(maxsize=1)
def load_places() -> dict[str, int]:
    """Make the table from folded place name to rank: 3 for regions, capitals and cities of a million, 2 for states."""
    ranks = {fold_name(name): 1 for name in LARGE_CITIES.split("|") if name}
    ranks |= {fold_name(name): 3 for name in CAPITALS.split("|") if name}
    states = [s.name for s in pycountry.subdivisions if s.country_code in STATES_OF]
    ranks |= {fold_name(name): 2 for name in states}
    for table in (MILLION_CITIES, MORE_CITIES, REGIONS):
        ranks |= {fold_name(name): 3 for name in table.split("|") if name}
    return {name: rank for name, rank in ranks.items() if name.replace(" ", "-") not in NO_CITIES}


def rank_place(name: str) -> int:
    """Say how well known a place of that name is: 0 unknown, 1 a city, 2 a state, 3 a large city or region.

    >>> rank_place("Nairobi"), rank_place("Skarrow")
    (3, 0)
    """
    return load_places().get(fold_name(name), 0)
